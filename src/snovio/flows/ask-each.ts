import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import type { Flow, Spending } from './flow.ts';
import {
  BAD_FORMAT,
  creditsNote,
  type ItemResult,
  inOneNote,
  itemResult,
  remainder,
  wallsMet,
} from './item-result.ts';

/** A question about texts that a caller wrote, such as domains or names, at 1 credit each at most. */
export interface TextQuestion<A, R extends ItemResult> {
  readonly flow: Flow<string, A>;
  /** The text as it is sent; undefined where it is none that can be. */
  toInput(text: string): string | undefined;
  /** What is asked about, such as `60 addresses`, for the price question. */
  what(count: number): string;
  /** What an answer tells of a text. */
  told(answer: A): Omit<R, 'source' | 'checkedAt'>;
  /** The reason that a 404 on the start is told with, where it is not that nothing was found. */
  readonly unknown?: string;
}

/** Snov.io does not know the id of a person, which says nothing of their address. */
export const UNKNOWN_ID = 'unknown_id';

export interface EachAnswer<R extends ItemResult> {
  results: (R | ItemResult)[];
  /** How many are paid for and not answered yet. */
  pending: number;
  note?: string | undefined;
  credits: Credits;
}

/**
 * Asks about each text once, in whatever spelling: one result per text, in their order.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every text met
 */
export async function askEach<A, R extends ItemResult>(
  snovio: Snovio,
  { flow, toInput, what, told, unknown }: TextQuestion<A, R>,
  texts: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<EachAnswer<R>> {
  const inputs = texts.map(toInput);
  const unique = new Map(inputs.flatMap(input => (input ? [[flow.key(input), input] as const] : [])));
  const run = await snovio.run(flow, [...unique.values()], { ...spending, call, what: what(unique.size) });
  const results = inputs.map((input): R | ItemResult => {
    if (!input) return BAD_FORMAT;
    return askedResult(run.outcomes.get(flow.key(input)), told, unknown);
  });
  const credits = await snovio.credits([{ run, estimated: false }], spending.maxCredits);
  return {
    results,
    pending: results.filter(({ status }) => status === 'pending').length,
    note: inOneNote(remainder(results, 1, await wallsMet(snovio, results, call)), creditsNote(credits)),
    credits,
  };
}

/** What became of something that was asked about. @param told makes the result from Snov.io's answer */
export function askedResult<A, R extends ItemResult>(
  outcome: Outcome<A> | undefined,
  told: (answer: A) => Omit<R, 'source' | 'checkedAt'>,
  unknown: string | undefined,
): R | ItemResult {
  const is404 = outcome?.status === 'failed' && outcome.reason === 'not_found';
  return unknown && is404 ? { status: 'error', reason: unknown } : itemResult<A, R>(outcome, told);
}
