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
 * Makes what the API client is told of a call.
 * @param tool what the spending record names
 */
export type ContextOf = (options: CallOptions, tool?: string) => CallContext;

/**
 * @param seconds how long calls wait where their options do not say
 * @param ended cancels them all
 */
export function contextsOf(seconds: number, ended: AbortSignal): ContextOf {
  return ({ signal, waitSeconds, progress }, tool = 'library') => ({
    // One for each call: listeners of many calls on one signal look like a leak.
    signal: AbortSignal.any(signal ? [signal, ended] : [ended]),
    deadline: deadlineIn(waitSeconds ?? seconds),
    tool,
    ...(progress && { progress }),
  });
}
