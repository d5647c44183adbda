import { SnovioError } from '../../errors.ts';
import type { Ceiling, Credits } from '../../spending/ceiling.ts';
import type { Ledger, QuestionScope } from '../../spending/ledger.ts';
import type { Generation } from '../../spending/row.ts';
import type { CallContext } from '../call-context.ts';
import type { Engine, Known, WantedItem } from './engine.ts';
import type { Generations } from './generations.ts';
import type { Outcome } from './pending-item.ts';

/** What a caller says about money. */
export interface Spending {
  /** What the user agreed to. */
  readonly maxCredits?: number | undefined;
  readonly fresh?: boolean | undefined;
}

/** A question to Snov.io with its engines, one per generation that can answer it. */
export interface QuestionEngines<I, A> {
  readonly scope: QuestionScope;
  readonly engines: Partial<Record<Generation, Engine<I, A>>>;
}

export interface Item<I> {
  readonly item: string;
  readonly input: I;
  /** The most it can cost. */
  readonly price: number;
  /** Only this generation can answer it. */
  readonly only?: Generation | undefined;
}

export interface DispatchOptions extends Spending {
  readonly call: CallContext;
  readonly until?: 'answered' | 'started' | undefined;
  /** What is asked about, such as `60 addresses`, for the price question. */
  readonly what: string;
  /** Items admitted before, by a flow of several questions; none: this question decides alone. */
  readonly admitted?: ReadonlySet<string> | undefined;
  /** A failure that every item meets is told item by item: the flow has other answers to give. */
  readonly tolerant?: boolean | undefined;
}

/** Everything that flows of one account need to ask. */
export interface DispatchContext {
  readonly ledger: Ledger;
  readonly ceiling: Ceiling;
  readonly generations: Generations;
}

/**
 * Asks about items: what is known is free, what runs goes on in its own generation, the rest is paid for as far as the
 * ceilings allow; where the current API does not know the method, the legacy one is tried.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every item met
 */
export async function dispatch<I, A>(
  asker: DispatchContext,
  question: QuestionEngines<I, A>,
  items: readonly Item<I>[],
  options: DispatchOptions,
): Promise<Map<string, Outcome<A>>> {
  const known = survey(question, items, options.fresh === true);
  const costs = items.filter(one => known.get(one.item)?.mayCost);
  const perhaps = items.filter(one => known.get(one.item)?.perhaps);
  const admitted = options.admitted ?? asker.ceiling.admit(costs, options.maxCredits, options.what, perhaps);
  const flow = question.scope.question;
  const by = Map.groupBy(items, one => {
    const wanted = known.get(one.item)?.generation ?? one.only ?? asker.generations.choose(flow);
    return question.engines[wanted] ? wanted : otherOf(wanted);
  });
  const outcomes = new Map<string, Outcome<A>>();
  const run = async (generation: Generation, group: readonly Item<I>[]) => {
    const wants: WantedItem<I>[] = group.map(one => ({ ...one, mayPay: admitted.has(one.item) }));
    const engine = question.engines[generation];
    const answers = await engine?.ask(wants, {
      tool: options.call.tool,
      signal: options.call.signal,
      deadline: options.call.deadline,
      fresh: options.fresh === true,
      hurry: options.call.hurry,
      trace: options.call.trace,
      until: options.until ?? 'answered',
      onProgress: ended => options.call.progress?.(ended, items.length, options.what),
    });
    for (const [item, outcome] of answers ?? []) outcomes.set(item, outcome);
  };
  await Promise.all([...by].map(([generation, group]) => run(generation, group)));
  await fallBack(asker, question, items, outcomes, run);
  if (options.call.signal.aborted) throw new SnovioError('cancelled');
  if (!options.tolerant) throwIfAllFailed(outcomes);
  return outcomes;
}

/** A 404 on a v2 start can mean unknown data or a retired method: v1 is tried for what met it. */
async function fallBack<I, A>(
  { generations }: DispatchContext,
  question: QuestionEngines<I, A>,
  items: readonly Item<I>[],
  outcomes: ReadonlyMap<string, Outcome<A>>,
  run: (generation: Generation, group: readonly Item<I>[]) => Promise<void>,
): Promise<void> {
  const flow = question.scope.question;
  if (!question.engines.v1 || !question.engines.v2 || generations.choose(flow) !== 'v2' || !generations.auto)
    return;
  const missed = items.filter(({ item, only }) => only === undefined && isNotFound(outcomes.get(item)));
  if (missed.length === 0) return;
  await run('v1', missed);
  const answered = missed.some(({ item }) => ['done', 'pending'].includes(outcomes.get(item)?.status ?? ''));
  if (answered) generations.remember(flow);
}

/** What each item needs, over all engines of a question: they share one scope. */
export function survey<I, A>(
  question: QuestionEngines<I, A>,
  items: readonly Item<I>[],
  fresh: boolean,
): Map<string, Known> {
  const keys = items.map(one => one.item);
  // Only v1 has reads that prove or disprove a payment, so each generation judges its own doubtful rows.
  const byGeneration = (['v2', 'v1'] as const).flatMap(generation => question.engines[generation] ?? []);
  const first = byGeneration[0]?.survey(keys, fresh) ?? new Map<string, Known>();
  return byGeneration.slice(1).reduce((known, engine) => merge(known, engine.survey(keys, fresh)), first);
}

/** A doubtful row of v1 goes on in v1; to the v2 engine it looks finished. */
function merge(known: Map<string, Known>, other: Map<string, Known>): Map<string, Known> {
  for (const [item, one] of other)
    if (one.state === 'running' && one.generation === 'v1') known.set(item, one);
  return known;
}

/** Credits of an answer about these items. Items are told once, in the first answer after they ended. */
export function creditsOf<A>(
  { ledger, ceiling }: DispatchContext,
  parts: readonly { scope: QuestionScope; outcomes: ReadonlyMap<string, Outcome<A>>; estimated: boolean }[],
  maxCredits: number | undefined,
): Credits {
  let spent = 0;
  let reserved = 0;
  for (const { scope, outcomes } of parts) {
    const items = [...outcomes.keys()];
    for (const credits of ledger.claim(scope, items).values()) spent += credits;
    for (const row of ledger.rows(scope, items).values()) if (row.state !== 'done') reserved += row.credits;
  }
  const estimated = parts.some(part => part.estimated) && spent + reserved > 0;
  return {
    spent,
    ...(reserved > 0 && { reserved }),
    ceiling: ceiling.of(maxCredits),
    ...(estimated && { estimated }),
  };
}

function otherOf(generation: Generation): Generation {
  return generation === 'v2' ? 'v1' : 'v2';
}

function isNotFound<A>(outcome: Outcome<A> | undefined): boolean {
  return outcome?.status === 'failed' && outcome.error?.code === 'not_found';
}

/** A failure that every item met, such as refused credentials, is the call's. Unknown data is an answer. */
function throwIfAllFailed<A>(outcomes: ReadonlyMap<string, Outcome<A>>): void {
  const [first, ...rest] = outcomes.values();
  if (first?.status !== 'failed' || !first.error || first.error.code === 'not_found') return;
  const { code } = first.error;
  if (rest.every(one => one.status === 'failed' && one.error?.code === code)) throw first.error;
}
