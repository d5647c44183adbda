import { hasCode, SnovioError } from '../../errors.ts';
import type { Budget } from '../../spending/budget.ts';
import type { Ceiling, Credits } from '../../spending/ceiling.ts';
import type { QuestionScope, Row, Store } from '../../spending/store.ts';
import type { Answered, Coordinator } from '../tasks/coordinator.ts';
import type { Outcome } from '../tasks/item.ts';
import { isWantedAnew, type Known, survey, type Want } from '../tasks/open-item.ts';
import type { CreditsPart, Flow, Run, RunOptions } from './flow.ts';
import { tellProgress } from './flow-progress.ts';

/**
 * Asks about items. What is known is free. What runs goes on in its own generation. The rest is paid for as far as the
 * budget allows.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every item met
 */
export async function runFlow<I, A>(
  { coordinator, ceiling }: { coordinator: Coordinator; ceiling: Ceiling },
  flow: Flow<I, A>,
  inputs: readonly I[],
  options: RunOptions,
): Promise<Run<A>> {
  const { call, fresh = false } = options;
  const { store, scope } = coordinator.options;
  const items = new Map(inputs.map(input => [flow.key(input), { input, price: flow.price?.(input) ?? 1 }]));
  const rows = await store.rows(scope, [...items.keys()]);
  const knownOf = (row: Row | undefined) =>
    survey(coordinator, row, isWantedAnew(row, { fresh, since: call.since }));
  const known = new Map([...items.keys()].map(key => [key, knownOf(rows.get(key))]));
  const costs = [...items].filter(([key]) => known.get(key)?.mayCost);
  if (call.quote) return quoted(scope, known, options, priceOf(costs));
  // What costs nothing needs no budget, and no look at what the walls leave.
  const budget =
    options.admitted || costs.length === 0
      ? undefined
      : (options.budget ?? (await open(ceiling, costs, known, options)));
  const { pace } = coordinator.options.api;
  const progress = tellProgress(flow, items.size, call, () => pace.delay('token'));
  const asked = { items, rows, costs, budget, onEnded: progress.ended };
  const { outcomes, paid } = await askInRounds(coordinator, asked, options).finally(progress.over);
  if (call.signal.aborted) throw new SnovioError('cancelled');
  if (!options.tolerant) throwIfAllFailed(outcomes);
  return { scope, outcomes: outcomes as Map<string, Outcome<A>>, paid, isQuote: false };
}

/** What a run asks about. */
interface Asked {
  readonly items: ReadonlyMap<string, { readonly input: unknown; readonly price: number }>;
  readonly rows: ReadonlyMap<string, Row>;
  readonly costs: Costs;
  readonly budget: Budget | undefined;
  /** Is called with the outcomes so far when an item has ended. */
  readonly onEnded: (outcomes: Answered['outcomes']) => void;
}

/**
 * Asks about all items, and pays for as many of them, in order, as the budget covers. What those did not cost goes to the
 * next ones, until nobody is left, the budget is spent, or the time.
 */
async function askInRounds(
  coordinator: Coordinator,
  { items, rows, costs, budget, onEnded }: Asked,
  options: RunOptions,
): Promise<Answered> {
  const { call, fresh = false, until = 'answered' } = options;
  const priced = new Set(costs.map(([key]) => key));
  const all: Answered = { outcomes: new Map(), paid: new Map() };
  let admitted = options.admitted ?? admit(costs, budget);
  for (let keys = [...items.keys()]; keys.length > 0; ) {
    const wants = keys.flatMap((key): Want[] => {
      const item = items.get(key);
      // An item that seemed free and has to be paid for after all is left to the next call, which knows its price.
      const otherwise = priced.has(key) ? 'credit_ceiling' : 'rate_limit';
      return item ? [{ key, ...item, mayPay: admitted.has(key), otherwise, only: options.only?.(key) }] : [];
    });
    const onProgress = (ended: Answered['outcomes']) => onEnded(new Map([...all.outcomes, ...ended]));
    const { outcomes, paid } = await coordinator.ask(wants, rows, { ...call, fresh, until, onProgress });
    call.onPaid?.([...paid.values()].reduce((sum, credits) => sum + credits, 0));
    for (const key of admitted) budget?.giveBack((items.get(key)?.price ?? 0) - (paid.get(key) ?? 0));
    for (const [key, outcome] of outcomes) all.outcomes.set(key, outcome);
    for (const [key, credits] of paid) all.paid.set(key, credits);
    if (options.admitted || call.signal.aborted || performance.now() >= call.deadline) break;
    // A limit of process or day that has stopped one of them stops the others too.
    if ([...admitted].some(key => isUnpaid(all.outcomes.get(key)))) break;
    admitted = admit(
      costs.filter(([key]) => isUnpaid(all.outcomes.get(key))),
      budget,
    );
    keys = [...admitted];
  }
  return all;
}

/** Whether only the ceiling has kept an item from being asked about. */
function isUnpaid(outcome: Outcome<unknown> | undefined): boolean {
  return outcome?.status === 'not_run' && outcome.reason === 'credit_ceiling';
}

/** The items that may cost something, in order, each with the most that it can cost. */
export type Costs = readonly (readonly [string, { readonly price: number }])[];

/** The most that all of them can cost, in credits. */
export function priceOf(costs: Costs): number {
  return costs.reduce((sum, [, { price }]) => sum + price, 0);
}

/** Whether some of these items are known or under way, so that a call can tell of them at no cost. */
export function hasFree(known: ReadonlyMap<string, Known>): boolean {
  return [...known.values()].some(({ state }) => state !== 'new');
}

/** Whether an item was perhaps paid for, and can only be paid for anew. */
export function isDoubtful(known: Known | undefined): boolean {
  return known?.state === 'stored' && known.answer === undefined;
}

/**
 * The budget of a call; undefined where a ceiling is too low, but everything that is asked about is in doubt and may still
 * be answered free. What an item in doubt has reserved must not keep the same item from being read or paid for anew.
 */
async function open(
  ceiling: Ceiling,
  costs: Costs,
  known: ReadonlyMap<string, Known>,
  { call, maxCredits, what }: RunOptions,
): Promise<Budget | undefined> {
  const inDoubt = costs.filter(([key]) => known.get(key)?.state === 'running');
  const held = inDoubt.reduce((sum, [key]) => sum + (known.get(key)?.reserved ?? 0), 0);
  try {
    const given = { held, hasFree: hasFree(known), spent: call.spentBefore, holders: call.holders };
    return await ceiling.open(priceOf(costs), maxCredits, what, given);
  } catch (error) {
    if (hasCode(error, 'credit_ceiling') && inDoubt.length === costs.length) return undefined;
    throw error;
  }
}

/** The run of a call that only wants the price: what is stored, and nothing else. A flow of several steps quotes its own price. */
function quoted<A>(
  scope: QuestionScope,
  known: ReadonlyMap<string, Known>,
  { call, budget, admitted }: RunOptions,
  credits: number,
): Run<A> {
  if (!budget && !admitted) call.quote?.(credits);
  const outcomes = [...known].map(([key, { answer }]): [string, Outcome<A>] => {
    const stored = {
      status: 'done',
      answer: answer as A,
      source: 'ledger',
      checkedAt: 0,
      provisional: false,
    } as const;
    return [key, answer === undefined ? { status: 'not_run', reason: 'credit_ceiling' } : stored];
  });
  return { scope, outcomes: new Map(outcomes), paid: new Map(), isQuote: true };
}

/** The keys of as many items, in order, as fit. The first item that does not fit ends it, so that no item is skipped. */
export function admit(costs: Costs, budget: Budget | undefined): Set<string> {
  const admitted = new Set<string>();
  for (const [key, { price }] of costs) {
    if (!budget?.reserve(price)) break;
    admitted.add(key);
  }
  return admitted;
}

/** What each item would need, by key. */
export async function surveyFlow<I, A>(
  coordinator: Coordinator,
  flow: Flow<I, A>,
  inputs: readonly I[],
  fresh: boolean,
): Promise<Map<string, Known>> {
  const keys = inputs.map(input => flow.key(input));
  const rows = await coordinator.options.store.rows(coordinator.options.scope, keys);
  return new Map(keys.map(key => [key, survey(coordinator, rows.get(key), fresh)]));
}

/** Credits of an answer. Each credit is reported once, in the first answer after its item ended. */
export async function creditsOf(
  store: Store,
  ceiling: Ceiling,
  parts: readonly CreditsPart[],
  maxCredits: number | undefined,
): Promise<Credits> {
  let spent = 0;
  let paidEarlier = 0;
  let reserved = 0;
  let estimated = false;
  for (const { run, estimated: isDisputed, isShown = true } of parts) {
    if (run.isQuote) continue;
    // What the store cannot count now is reported by a later answer.
    const reported = await store.reported(run.scope, [...run.outcomes.keys()]).catch(() => undefined);
    spent += reported?.spent ?? 0;
    paidEarlier += isShown ? (reported?.paidEarlier ?? 0) : 0;
    reserved += reported?.reserved ?? 0;
    const isPriced = reported !== undefined && reported.spent + reported.reserved > 0;
    estimated ||= isDisputed && (isPriced || [...run.outcomes.values()].some(isFromUpstream));
  }
  return {
    spent,
    ...(paidEarlier > 0 && { paidEarlier }),
    ...(reserved > 0 && { reserved }),
    ceiling: ceiling.of(maxCredits),
    ...(estimated && { estimated }),
  };
}

/** Whether Snov.io works on it, or has answered: what that costs is known as well as its price is. */
function isFromUpstream(outcome: Outcome<unknown>): boolean {
  return outcome.status === 'pending' || (outcome.status === 'done' && outcome.source !== 'ledger');
}

/** A failure that every item met, such as refused credentials, is the call's. Unknown data is an answer. */
function throwIfAllFailed(outcomes: ReadonlyMap<string, Outcome<unknown>>): void {
  const [first, ...rest] = outcomes.values();
  if (first?.status !== 'failed' || !first.error || first.error.code === 'not_found') return;
  const { code } = first.error;
  if (rest.every(other => other.status === 'failed' && other.error?.code === code)) throw first.error;
}
