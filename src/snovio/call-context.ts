import type { ApiRequest } from './transport/request.ts';

/** One tool call as the client sees it: who waits, until when, and whom to tell. */
export interface CallContext {
  /** Aborts when the host cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** When the call has to answer, in milliseconds of `performance.now()`: nobody sets that clock. */
  readonly deadline: number;
  /** The tool that is running, for the spending record. */
  readonly tool: string;
  /** Aborts when the process is about to end: the call answers with what it has. */
  readonly answerNow?: AbortSignal | undefined;
  /** Told of every upstream request that this call causes or shares. */
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  /** Only the price is wanted: told the credits that the call could cost as it stands; nothing is sent. */
  readonly quote?: ((credits: number) => void) | undefined;
  /** Reports progress when the host asked for it. */
  progress?(done: number, total: number, message: string): void;
}

/** The deadline of a call that may wait this long. */
export function deadlineIn(seconds: number): number {
  return performance.now() + seconds * 1000;
}
