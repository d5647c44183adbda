import type { Holder } from '../spending/holders.ts';
import type { ApiRequest } from './transport/request.ts';

/** A tool call as the client sees it: what cancels it, its deadline, and who hears of its progress. */
export interface CallContext {
  /** Aborts when the host cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** When the call has to answer, in milliseconds of `performance.now()`, a clock that cannot be set. */
  readonly deadline: number;
  /** Where several callers share the account: whose call it is. */
  readonly caller?: string | undefined;
  /** Whom its payments count among besides the account, such as a person and their team. */
  readonly holders?: readonly Holder[] | undefined;
  /** When the request that is about to be made has to leave at the latest, in milliseconds of `performance.now()`. */
  readonly startBy?: number | undefined;
  /** The tool that is running, for the spending record. */
  readonly tool: string;
  /** Whether results are read by their place, so that each item needs an entry of its own. */
  readonly byPlace?: boolean | undefined;
  /** Names the call in the spending record, where it goes on after its request was answered. */
  readonly callId?: string | undefined;
  /** When it began by the store's clock, in whichever process: `fresh` pays anew for nothing paid since. */
  readonly since?: number | undefined;
  /** Credits that its earlier parts have spent or reserved: these too count among what may be spent unasked. */
  readonly spentBefore?: number | undefined;
  /** Aborts when the process is about to end: the call answers with what there is. */
  readonly answerNow?: AbortSignal | undefined;
  /** Is called with every upstream request that this call causes or shares. */
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  /** Only the price is wanted. Is called with the credits that the call could cost now; nothing is sent. */
  readonly quote?: ((credits: number) => void) | undefined;
  /** Is called with credits that this call has caused, or may have, whether or not it gets an answer. */
  readonly onPaid?: ((credits: number) => void) | undefined;
  /** Reports progress when the host asked for it. */
  progress?(done: number, total: number, message: string): void;
}

/** The deadline of a call that may wait this long. */
export function deadlineIn(seconds: number): number {
  return performance.now() + seconds * 1000;
}
