import { SnovioError } from '../../../errors.ts';
import type { Input } from '../input.ts';
import type { Job } from '../job.ts';
import { priceOf } from './price.ts';

/** The most that a tool's `maxCredits` takes. The limit of the whole run is kept by the process's own limit. */
const MAX_CREDITS_ARGUMENT = 100_000;

/**
 * How many credits each call of a paid run may spend.
 * @param doneRows rows that the output has already
 * @throws SnovioError `credit_ceiling` with the price when the user has to agree to it first
 */
export async function maxCreditsOf(job: Job, input: Input, doneRows: number): Promise<number> {
  const { flow, tool, options, config } = job;
  if (job.priceAgreed) return Math.min(config.maxCredits ?? 0, MAX_CREDITS_ARGUMENT);
  const price = await priceOf(input, doneRows, flow, tool, options, config);
  const { maxCreditsPerCall: unasked, maxCreditsPerDay: day } = config;
  if (price <= unasked) return price;
  throw new SnovioError('credit_ceiling', {
    message:
      `Up to ${price} credits for these rows; ${unasked} may be spent unasked. To agree, repeat with ` +
      `--max-credits ${price}.${price > day ? ` SNOVIO_MAX_CREDITS_PER_DAY (${day}) stands in the way as well.` : ''}`,
  });
}
