/** `working`, `input_required`: a process works on it, or has to be found that does. All others are its end. */
export type LongCallStatus = 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';

/** Whom a call belongs to: the account's key, and who called. Nobody else finds it. */
export type LongCallOwner = readonly [account: string, caller: string];

/** What was asked: all that another process needs to go on with it. */
export interface LongCallRequest {
  readonly tool: string;
  readonly args: unknown;
}

/** What its process says of a call while it runs. */
export interface LongCallState {
  /** When its first process began with it, by the store's clock. */
  readonly since?: number | undefined;
  /** How far it is, in words. */
  readonly message?: string | undefined;
  /** What a person has agreed to. */
  readonly grant?: unknown;
  /** What a person is asked now, by key. */
  readonly questions?: Readonly<Record<string, unknown>> | undefined;
  /** Credits that finished parts of it have told already. */
  readonly told?: number | undefined;
}

export interface LongCall {
  readonly status: LongCallStatus;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** How long it is kept from its creation, in milliseconds. */
  readonly ttlMs: number;
  /** Undefined once it has ended. */
  readonly request: LongCallRequest | undefined;
  readonly state: LongCallState;
  /** What came of it; undefined while it runs, and where no answers are kept. */
  readonly result: unknown;
  /** Whether no living process works on it, although it has not ended. */
  readonly isOrphaned: boolean;
}

/** How many calls may be kept for an owner. */
export interface LongCallLimits {
  readonly unfinished: number;
  readonly inAll: number;
}

/**
 * Calls that go on after their request was answered, for all processes of a store. One process works on a call at a time:
 * the one that began it, or, once that is gone, the first to take it over. What a call says of people is encrypted.
 */
export interface LongCalls {
  /** The time by the store's clock, see {@link Store.now}. */
  now(): number;
  /** Records a call of this process. @returns false where its owner has as many as are kept */
  create(
    owner: LongCallOwner,
    id: string,
    call: { request: LongCallRequest; state: LongCallState; ttlMs: number },
    limits: LongCallLimits,
  ): Promise<boolean>;
  /** Undefined where there is none, or it is somebody else's. @param staleMs after which silence its process counts as dead */
  read(owner: LongCallOwner, id: string, staleMs: number): Promise<LongCall | undefined>;
  /** Makes an orphaned call this process's. @returns false where another process was first, or it has ended */
  takeOver(owner: LongCallOwner, id: string, staleMs: number): Promise<boolean>;
  /**
   * Says that this process still works on a call, and how far it is.
   * @returns the replies that came, by key; undefined where the call is not this process's any more: it was cancelled,
   *   taken over or forgotten
   */
  beat(
    id: string,
    status: 'working' | 'input_required',
    state: LongCallState,
  ): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Adds replies to a call that waits for them; those for other keys are ignored. */
  reply(owner: LongCallOwner, id: string, replies: Readonly<Record<string, unknown>>): Promise<void>;
  /** Stores the end of a call of this process. What was asked is erased. @returns false where it is not this process's any more */
  end(id: string, status: 'completed' | 'failed', result: unknown): Promise<boolean>;
  /** Ends a call without a result, whichever process works on it. What has ended stays as it is. */
  cancel(owner: LongCallOwner, id: string): Promise<void>;
  /** This process stops working on a call: the next that is asked for it takes it over. */
  release(id: string): Promise<void>;
  /** Credits that a call has spent or reserved. */
  spent(id: string): Promise<number>;
}
