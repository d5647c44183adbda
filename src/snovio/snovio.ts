import type { z } from 'zod';
import type { Comparison } from '../spending/balance.ts';
import type { Budget } from '../spending/budget.ts';
import type { Credits } from '../spending/ceiling.ts';
import type { SpendingReport } from '../spending/report.ts';
import type { DaySpending, Generation, Question } from '../spending/store.ts';
import type { CallContext } from './call-context.ts';
import type { AccountEvents } from './events/received-events.ts';
import type { CreditsPart, Flow, Known, Run, RunOptions } from './flows/flow.ts';
import type { FreeTask } from './tasks/free-task.ts';
import type { ApiRequest } from './transport/request.ts';
import type { Check } from './write-once.ts';

/** A Snov.io account, as tools use it. All calls of a process share its pace, token and memory. */
export interface Snovio {
  /** The key of the account in ledger and pace. */
  readonly key: string;
  /** What its webhooks have sent to this server; undefined where Snov.io cannot reach it. */
  readonly events: AccountEvents | undefined;
  /**
   * A free request that changes nothing. Repeated with backoff on 429, 5xx, resets and time-outs until the call's
   * deadline. The answer is checked against `shape` (lenient zod schema of the upstream answer).
   * @throws SnovioError
   */
  read<S extends z.ZodType>(request: ApiRequest, shape: S, call: CallContext): Promise<z.output<S>>;
  /**
   * A free request that changes the account. Never repeated once it may have arrived.
   * @param check runs ahead of each attempt, and again if the attempt cannot leave in time; see {@link Check}
   * @throws SnovioError, or what `check` throws
   */
  write<S extends z.ZodType>(
    request: ApiRequest,
    shape: S,
    call: CallContext,
    check?: Check,
  ): Promise<z.output<S>>;
  /**
   * Runs a free start → result pair of v2 as one call.
   * @param what the task is about, in words, such as `the search for people`
   * @throws SnovioError `upstream_unavailable` when the result is not there in time, `cancelled`
   */
  task<R>(task: FreeTask<R>, call: CallContext, what: string): Promise<R>;
  /** Answers from memory what was loaded less than `seconds` ago. Simultaneous calls share a load; failures are not kept. */
  remember<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T>;
  /** What was remembered under this key is no longer so: a write has changed it. */
  outdate(key: string): void;
  /**
   * Asks a paid question about items, each once; see {@link Flow}.
   * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every item met
   */
  run<I, A>(flow: Flow<I, A>, inputs: readonly I[], options: RunOptions): Promise<Run<A>>;
  /** What is known of items before anything is asked, by key. */
  survey<I, A>(flow: Flow<I, A>, inputs: readonly I[], fresh: boolean): Promise<Map<string, Known>>;
  /**
   * Opens the budget of a flow of several steps.
   * @param credits its worst case
   * @param hasFree whether some of what it asks about is known or under way: a wall keeps nobody from that
   * @throws SnovioError `credit_ceiling` when that is too high and the user has not agreed
   */
  budget(
    credits: number,
    maxCredits: number | undefined,
    what: string,
    call: CallContext,
    hasFree: boolean,
  ): Promise<Budget>;
  /** Credits of an answer. Each credit is reported once. */
  credits(parts: readonly CreditsPart[], maxCredits: number | undefined): Promise<Credits>;
  /** What the user's walls, and those of whoever calls, leave now, in words; empty where there is none. */
  wallsInWords(call: Pick<CallContext, 'holders'>): Promise<string>;
  /** The API generation that answers a question now. */
  generation(question: Question): Generation;
  /** Whether v1 is tried where v2 answers 404. */
  readonly fallsBack: boolean;
  /** Remembers that v1 has brought data where v2 answered 404. */
  rememberLegacy(question: Question): void;
  /** Whether v1 may be asked in place of a dearer method of v2, where both answer a question. */
  mayUseLegacy(question: Question): boolean;
  /** For an hour v1 is not asked in place of v2: it did not answer. */
  avoidLegacy(question: Question): void;
  /** Counts the credits that v1 has saved in place of v2, below 0 where it cost more; after losses it is not asked for an hour. */
  countLegacy(question: Question, saved: number): void;
  /** What this server has spent, and what the user's limits leave, and those of whoever calls. */
  spending(call?: Pick<CallContext, 'holders'>): Promise<SpendingReport>;
  /** What this server has spent in the last 30 days, by day and tool, the latest day first. */
  spendingByDay(): Promise<readonly DaySpending[]>;
  /** What the account was charged since an earlier look, against what answers told; undefined where the store cannot say. */
  compareBalance(balance: number): Promise<Comparison | undefined>;
}
