/** A call, as far as its trace may tell of it. */
export interface TracedCall {
  readonly tool: string;
  /** The request's `_meta`, which may carry the caller's trace (`traceparent`, `tracestate`). */
  readonly meta: unknown;
  readonly isHttp: boolean;
  /** Names the request in the logs; undefined on stdio. */
  readonly requestId: string | undefined;
}

/** Runs a call within a span of its own. */
export type TraceCall = <R>(call: TracedCall, run: () => Promise<R>) => Promise<R>;
