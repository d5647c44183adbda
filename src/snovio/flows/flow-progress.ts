import type { CallContext } from '../call-context.ts';
import type { Outcome } from '../tasks/item.ts';
import type { Flow } from './flow.ts';

/** How often the wait for Snov.io's limit is told, in milliseconds. */
const TELL_EVERY_MS = 2000;
/** A shorter wait goes without saying. */
const WORTH_TELLING_MS = 1500;

type Outcomes = ReadonlyMap<string, Outcome<unknown>>;

/**
 * How far items are, in words that a person reads.
 * @param waitMs until Snov.io's limit lets the next request pass
 * @returns such as `verified 40 of 100, 3 not valid, waiting 12 s for Snov.io's limit`
 */
export function progressText<I, A>(
  { done = 'done', kindOf }: Pick<Flow<I, A>, 'done' | 'kindOf'>,
  outcomes: Outcomes,
  total: number,
  waitMs: number,
): string {
  const kinds = [...outcomes.values()].flatMap(outcome =>
    outcome.status === 'done' ? (kindOf?.(outcome.answer as A) ?? []) : [],
  );
  const counts = [...Map.groupBy(kinds, kind => kind)].map(([kind, all]) => `${all.length} ${kind}`);
  const wait = waitMs > WORTH_TELLING_MS ? [`waiting ${Math.ceil(waitMs / 1000)} s for Snov.io's limit`] : [];
  return [`${done} ${endedOf(outcomes)} of ${total}`, ...counts, ...wait].join(', ');
}

/** How many have their answer: what is pending or was not run when the call ends is not done. */
function endedOf(outcomes: Outcomes): number {
  return [...outcomes.values()].filter(({ status }) => status === 'done' || status === 'failed').length;
}

/**
 * Tells how far the items of a call are: when one ends, and now and then while Snov.io's limit holds them up.
 * @param waitMs until that lets the next request pass
 * @returns what to call with the outcomes so far when an item has ended, and when all is over
 */
export function tellProgress<I, A>(
  flow: Flow<I, A>,
  total: number,
  call: Pick<CallContext, 'progress'>,
  waitMs: () => number,
): { ended: (outcomes: Outcomes) => void; over: () => void } {
  const { progress } = call;
  if (!progress) return { ended: () => {}, over: () => {} };
  let latest: Outcomes = new Map();
  const tell = () => progress(endedOf(latest), total, progressText(flow, latest, total, waitMs()));
  const timer = setInterval(() => waitMs() > WORTH_TELLING_MS && tell(), TELL_EVERY_MS).unref();
  return {
    ended: outcomes => {
      latest = outcomes;
      tell();
    },
    over: () => clearInterval(timer),
  };
}
