import { SnovioError } from '../../errors.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import {
  creditsOf,
  type DispatchContext,
  dispatch,
  type Item,
  type QuestionEngines,
  type Spending,
} from '../tasks/dispatch.ts';
import type { Outcome } from '../tasks/pending-item.ts';
import { type ItemStatus, remainder } from './item-result.ts';

/** The answer of a paid method that ends at once. */
export interface SingleAnswer<A> {
  answer: A;
  source: 'ledger' | 'v1' | 'v2';
  /** ISO 8601. */
  checkedAt: string;
  credits: Credits;
}

/**
 * Asks a paid question about one item.
 * @throws SnovioError whatever stands in the way of an answer
 */
export async function single<I, A>(
  asker: DispatchContext,
  question: QuestionEngines<I, A>,
  item: Item<I>,
  options: Spending & { call: CallContext; what: string; estimated: boolean },
): Promise<SingleAnswer<A>> {
  const outcomes = await dispatch(asker, question, [item], options);
  const outcome = outcomes.get(item.item);
  if (outcome?.status !== 'done') throw failureOf(outcome);
  const { answer, source, checkedAt } = outcome;
  const part = { scope: question.scope, outcomes, estimated: options.estimated };
  const credits = creditsOf(asker, [part], options.maxCredits);
  return { answer, source, checkedAt: new Date(checkedAt).toISOString(), credits };
}

function failureOf<A>(outcome: Outcome<A> | undefined): SnovioError {
  if (outcome?.status === 'failed') return outcome.error ?? new SnovioError('in_doubt');
  if (outcome?.status !== 'not_run') {
    const message =
      'Snov.io has not answered yet. Repeat the same call: it continues, and is not paid twice.';
    return new SnovioError('upstream_unavailable', { message });
  }
  if (outcome.reason === 'credit_ceiling') return new SnovioError('credit_ceiling');
  if (outcome.reason === 'hourly_quota') return new SnovioError('hourly_quota');
  const message = 'There was no time left to ask Snov.io; nothing was sent or spent.';
  return outcome.reason === 'rate_limit'
    ? new SnovioError('rate_limited')
    : new SnovioError('upstream_unavailable', { message, neverSent: true });
}

/** What became of the items of a raw step. */
export interface StartedAnswer {
  /** `queued`: read its result with the raw read. `known`: Snov.io or the ledger has the answer, nothing was paid. */
  items: {
    item: string;
    status: 'queued' | 'known' | Extract<ItemStatus, 'not_run' | 'error'>;
    reason?: string;
  }[];
  note?: string | undefined;
  credits: Credits;
}

/** Queues items upstream without waiting for their answers. */
export async function start<I, A>(
  asker: DispatchContext,
  question: QuestionEngines<I, A>,
  items: readonly Item<I>[],
  options: Spending & { call: CallContext; what: string; estimated: boolean },
): Promise<StartedAnswer> {
  const wanted = items.map(item => ({ ...item, only: 'v1' as const }));
  const outcomes = await dispatch(asker, question, wanted, { ...options, until: 'started' });
  const results = items.map(({ item }) => ({ item, ...startedOf(outcomes.get(item)) }));
  const part = { scope: question.scope, outcomes, estimated: options.estimated };
  const idle = results.flatMap(one =>
    one.status === 'not_run' || one.status === 'error' ? [{ ...one, status: one.status }] : [],
  );
  return { items: results, note: remainder(idle, 1), credits: creditsOf(asker, [part], options.maxCredits) };
}

function startedOf<A>(outcome: Outcome<A> | undefined): Omit<StartedAnswer['items'][number], 'item'> {
  if (outcome === undefined || outcome.status === 'pending') return { status: 'queued' };
  if (outcome.status === 'done') return { status: 'known' };
  return { status: outcome.status === 'failed' ? 'error' : 'not_run', reason: outcome.reason };
}
