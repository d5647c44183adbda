import { z } from 'zod';

/** The credits of a paid answer. */
export const Credits = z.object({
  spent: z.number(),
  reserved: z.number().optional(),
  ceiling: z.number(),
  estimated: z.boolean().optional(),
});

/** How an item of a flow ended. */
export const itemStatus = z.enum([
  'found',
  'not_found',
  'valid',
  'not_valid',
  'unknown',
  'greylisted',
  'pending',
  'not_run',
  'error',
]);

/** What every item of a flow may say about itself. */
export const itemFacts = {
  status: itemStatus,
  reason: z.string().optional(),
  source: z.enum(['ledger', 'v1', 'v2']).optional(),
  checkedAt: z.string().optional(),
};

/** What every flow says besides its results. */
export const flowFacts = { pending: z.number(), note: z.string().optional(), credits: Credits };

export const foundEmail = z.object({ email: z.string(), status: itemStatus, reason: z.string().optional() });
