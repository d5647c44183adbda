/** What Snov.io's verifier says about an address. */
export const VERDICTS = ['valid', 'not_valid', 'unknown', 'greylisted'] as const;

/** How an item of a flow can end. */
export const ITEM_STATUSES = ['found', 'not_found', ...VERDICTS, 'pending', 'not_run', 'error'] as const;

export type ItemStatus = (typeof ITEM_STATUSES)[number];
