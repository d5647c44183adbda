import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { ItemStatus } from '../shapes/statuses.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import type { Flow, Spending } from './flow.ts';
import { creditsNote, inOneNote, remainder } from './item-result.ts';

/** What became of an item of a raw step. */
export interface QueuedItem {
  readonly key: string;
  /** `queued`: read its result with the raw read. `known`: Snov.io or the ledger has the answer, nothing was paid. */
  readonly status: 'queued' | 'known' | Extract<ItemStatus, 'not_run' | 'error'>;
  readonly reason?: string | undefined;
}

export interface QueueAnswer {
  items: QueuedItem[];
  note?: string | undefined;
  credits: Credits;
}

interface QueueOptions extends Spending {
  readonly call: CallContext;
  /** What is asked about, such as `60 addresses`, for the price question. */
  readonly what: string;
  /** The sources disagree on the price. */
  readonly estimated: boolean;
}

/**
 * The charged raw steps of v1: queues items, and does not wait for their results.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every item met
 */
export async function queueItems<I, A>(
  snovio: Snovio,
  flow: Flow<I, A>,
  inputs: readonly I[],
  { estimated, ...options }: QueueOptions,
): Promise<QueueAnswer> {
  const run = await snovio.run(flow, inputs, { ...options, until: 'started', only: () => 'v1' });
  const items = inputs.map(input => ({
    key: flow.key(input),
    ...queuedOf(run.outcomes.get(flow.key(input))),
  }));
  const idle = items.flatMap(({ status, reason }) =>
    status === 'not_run' || status === 'error' ? [{ status, reason }] : [],
  );
  const credits = await snovio.credits([{ run, estimated }], options.maxCredits);
  return { items, note: inOneNote(remainder(idle, 1), creditsNote(credits)), credits };
}

/** Only what is known to run is `queued`. A request without an answer yet is in doubt. */
function queuedOf(outcome: Outcome<unknown> | undefined): Omit<QueuedItem, 'key'> {
  if (outcome?.status === 'done') return { status: 'known' };
  if (outcome?.status === 'not_run') return { status: 'not_run', reason: outcome.reason };
  if (outcome?.status === 'failed') return { status: 'error', reason: outcome.reason };
  return outcome?.reason === 'in_doubt' ? { status: 'error', reason: 'in_doubt' } : { status: 'queued' };
}
