/** What a client may take of the server before it is refused. */
export interface Limits {
  /** Connections at the same time; those without a call are closed for new ones. */
  readonly connections: number;
  readonly bodyBytes: number;
  /** Values in a request's JSON. Each is looked at several times, and meanwhile nobody else is served. */
  readonly bodyValues: number;
  /** How long a request's headers may take to arrive, in milliseconds. */
  readonly headersMs: number;
  /** How long a whole request may take to arrive, in milliseconds. */
  readonly requestMs: number;
  /** Calls that run at the same time. Nobody has more than is left: see {@link Places}. */
  readonly callsPerCaller: number;
  readonly callsInAll: number;
  /** Calls that wait for a place among those that run, shared out in the same way. */
  readonly waitingPerCaller: number;
  readonly waitingInAll: number;
  /** How long a call waits for its place, in milliseconds. */
  readonly waitingMs: number;
  /** Messages in a JSON-RPC batch, which protocol 2025-03-26 allows. Each counts as a call. */
  readonly batch: number;
  /** Open streams of `subscriptions/listen`. They last for hours, so they do not count as calls. */
  readonly listenersPerCaller: number;
  readonly listenersInAll: number;
  /** Pairs of credentials that Snov.io is asked about for the first time, in any minute and over all callers. */
  readonly newPairsPerMinute: number;
  /** Events of an account and a kind that are taken in a minute: each is written to the disk. */
  readonly eventsPerMinute: number;
}

export const LIMITS: Limits = {
  connections: 2048,
  bodyBytes: 1024 * 1024,
  // A hundred prospects with every field have less than half of that.
  bodyValues: 20_000,
  headersMs: 10_000,
  requestMs: 30_000,
  callsPerCaller: 256,
  callsInAll: 1024,
  waitingPerCaller: 512,
  waitingInAll: 2048,
  waitingMs: 10_000,
  batch: 50,
  listenersPerCaller: 64,
  listenersInAll: 512,
  newPairsPerMinute: 60,
  eventsPerMinute: 1200,
};
