import type { SnovioError } from '../../errors.ts';
import type { Generation } from '../../spending/row.ts';
import type { ApiRequest } from '../transport/request.ts';

/** What a call gets for one item. */
export type Outcome<A> =
  | { status: 'done'; answer: A; source: 'ledger' | Generation; checkedAt: number; provisional: boolean }
  /** Paid for or queued upstream; asking again continues, free. */
  | { status: 'pending' }
  | { status: 'not_run'; reason: NotRun }
  | { status: 'failed'; reason: string; error?: SnovioError | undefined };

export type NotRun = 'deadline' | 'rate_limit' | 'hourly_quota' | 'credit_ceiling';

/**
 * `check`: to be read free first. `queued`: to be paid for. `sending`: its request is under way. `running`: Snov.io
 * works on it. `foreign`: another process is sending it.
 */
export type Phase = 'check' | 'queued' | 'checking' | 'sending' | 'running' | 'foreign';

export interface Waiter<A> {
  readonly tool: string;
  /** Whether this call's budget covers the item. */
  readonly mayPay: boolean;
  /** `started`: it is enough that the item runs. */
  readonly until: 'answered' | 'started';
  /** Told of every upstream request that concerns the item. */
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  readonly resolve: (outcome: Outcome<A>) => void;
}

/** An item that somebody in this process waits for, or whose charged request is under way. */
export interface PendingItem<I, A> {
  readonly item: string;
  readonly input: I;
  /** The most it can cost. */
  readonly price: number;
  readonly waiters: Set<Waiter<A>>;
  /** Since when this process looks at it; a row that changed later is somebody else's news. */
  readonly openedAt: number;
  phase: Phase;
  task: string | undefined;
  /** When it was paid for, and when it is to be polled (milliseconds since the epoch). */
  sentAt: number;
  dueAt: number;
  polls: number;
  /** Failures in a row of its requests. */
  failures: number;
  /** v1: it was seen running, so a miss is final. */
  seenRunning: boolean;
  /** Its charge is not certain yet. */
  doubt: boolean;
  /** Its batch was refused: it travels alone now. */
  solo: boolean;
  /** The row that is paid for anew. */
  replaces: number | undefined;
}
