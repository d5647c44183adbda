import { type CallContext, deadlineIn } from '../snovio/call-context.ts';

/** Options of every call of the client. */
export interface CallOptions {
  /** Cancels the call, which then throws `cancelled`. Answers that are paid for go into the ledger all the same. */
  readonly signal?: AbortSignal;
  /** After how many seconds the call answers with what it has. Default: the setting `waitSeconds`, or 45. */
  readonly waitSeconds?: number;
  /** Is called as the call makes progress: `done` of `total` items are finished. */
  progress?(done: number, total: number, message: string): void;
}

/**
 * What the API client is told of a call.
 * @param seconds how long it waits where its options do not say
 * @param tool what the spending record names
 */
export function callContextOf(
  { signal, waitSeconds, progress }: CallOptions,
  seconds: number,
  tool = 'library',
): CallContext {
  return {
    signal: signal ?? new AbortController().signal,
    deadline: deadlineIn(waitSeconds ?? seconds),
    tool,
    ...(progress && { progress }),
  };
}
