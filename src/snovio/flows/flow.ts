import type { Budget } from '../../spending/budget.ts';
import type { Generation, Question, QuestionScope } from '../../spending/store.ts';
import type { CallContext } from '../call-context.ts';
import type { Outcome } from '../tasks/item.ts';
import type { Method } from '../tasks/method.ts';

/** What a caller says about money. */
export interface Spending {
  /** What the user agreed to. */
  readonly maxCredits?: number | undefined;
  readonly fresh?: boolean | undefined;
}

/** A paid question about items: what it costs, and how each API generation answers it. */
export interface Flow<I, A> {
  readonly question: Question;
  readonly methods: readonly Method<I, A>[];
  /** The key of an item in the ledger. The same item always gives the same key, and no two items share a key. */
  key(input: I): string;
  /** The most that an item can cost; 1 unless it is said. */
  price?(input: I): number;
  /** Which hourly quota of the plan v1's methods use up [A]. */
  readonly quota?: 'finder' | 'verifier';
  /** What is done to an item, for the words of progress: `verified`. */
  readonly done?: string;
  /** What is worth counting of an answer, likewise: `not valid`. */
  kindOf?(answer: A): string | undefined;
  /** Verdicts on addresses that an answer brings along. They are stored as verifications, and not paid for again. */
  verdicts?(answer: A): readonly Verdict[];
}

export interface Verdict {
  readonly email: string;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
}

/** Declares a flow; only ties the types of inputs and answers together. */
export function defineFlow<I, A>(flow: Flow<I, A>): Flow<I, A> {
  return flow;
}

export interface RunOptions extends Spending {
  readonly call: CallContext;
  /** What is asked about, such as `60 addresses`, for the price question. */
  readonly what: string;
  readonly until?: 'answered' | 'started';
  /** Only this generation can answer an item. */
  readonly only?: ((key: string) => Generation | undefined) | undefined;
  /** What is left of the call's budget, in a flow of several steps; without it the run opens its own. */
  readonly budget?: Budget | undefined;
  /** The items that the caller's budget has admitted already; the caller counts what they cost. */
  readonly admitted?: ReadonlySet<string> | undefined;
  /** Whether a failure that every item met stays an outcome of the items: the flow has other answers to give. */
  readonly tolerant?: boolean | undefined;
}

/** What became of the items of a run, by key. */
export interface Run<A> {
  readonly scope: QuestionScope;
  readonly outcomes: ReadonlyMap<string, Outcome<A>>;
  /** Credits that this call has caused for an item, or may have. */
  readonly paid: ReadonlyMap<string, number>;
  /** Whether only the price was wanted: nothing was asked, and no credits are reported. */
  readonly isQuote: boolean;
}

/** What an item would need before anything is asked. */
export type { Known } from '../tasks/open-item.ts';

/** A run whose credits are reported, and whether the sources disagree on its price. */
export interface CreditsPart {
  readonly run: Run<unknown>;
  readonly estimated: boolean;
  /** Whether what it brought stands in the answer; false for what only leads there. Default true. */
  readonly isShown?: boolean | undefined;
}
