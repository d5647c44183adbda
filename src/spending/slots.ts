// What the store shares of an account's pace.

/** How many requests may leave in a window. */
export interface Limit {
  readonly requests: number;
  readonly windowMs: number;
}

/** An hourly quota of the user's plan, and how much of it is wanted. */
export interface QuotaRequest {
  readonly account: string;
  readonly family: 'finder' | 'verifier';
  readonly limit: number;
  readonly hourMs: number;
  /** Units that are used now. */
  readonly units: number;
  /** Units that have to be left to read the results of this request. */
  readonly keep: number;
  /** Units that have to be left for each item that is under way already; 0 where the request itself reads results. */
  readonly keepPerOpen: number;
}

/** Whether a slot was taken, and which slots the account has used. */
export interface SlotState {
  readonly taken: boolean;
  /** Milliseconds ago at which the slots of the running window were taken, the oldest first. */
  readonly ages: readonly number[];
  /** Milliseconds for which no request may be sent. */
  readonly pausedMs: number;
}

/** What has become of the slot that a payment takes with it; undefined: none was taken, since there was nothing to pay for. */
export interface WithSlot {
  readonly slot: SlotState | undefined;
}
