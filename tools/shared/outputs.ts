import { z } from 'zod';
import { ITEM_STATUSES } from '../../src/snovio/shapes/statuses.ts';
import { address, fact, moment, words } from '../../src/text/roles.ts';

/** The credits of a paid answer. */
export const Credits = z.object({
  spent: z.number(),
  paidEarlier: z.number().optional(),
  reserved: z.number().optional(),
  ceiling: z.number(),
  estimated: z.boolean().optional(),
});

/** How an item of a flow ended. */
export const itemStatus = z.enum(ITEM_STATUSES);

/** What every item of a flow may say about itself. */
export const itemFacts = {
  status: itemStatus,
  reason: fact.optional(),
  source: z.enum(['ledger', 'v1', 'v2']).optional(),
  checkedAt: moment.optional(),
};

/** What a legacy raw step says about an item that it queues. */
export const queuedFacts = {
  status: z.enum(['queued', 'known', 'not_run', 'error']),
  reason: fact.optional(),
};

/** What every flow says besides its results. */
export const flowFacts = { pending: z.number(), note: words.optional(), credits: Credits };

/** An address that a flow found, as the verifier judged it. */
export const foundEmail = z.object({ email: address, status: itemStatus, reason: fact.optional() });
