import type { Holder } from '../../spending/holders.ts';
import type { Entry } from '../../spending/store.ts';
import type { ApiRequest } from '../transport/request.ts';
import type { NotRun, Outcome, State } from './item.ts';
import type { Method } from './method.ts';
import type { ExpectedResult } from './pushed-results.ts';

/** A call that waits for an item. */
export interface Waiter {
  readonly tool: string;
  /** The long call that waits, if it is one. */
  readonly callId?: string | undefined;
  /** Whom its payments count among. */
  readonly holders?: readonly Holder[] | undefined;
  /** What this call would send, and the most that it may cost. The call that pays sends its own input, at its own price. */
  readonly input: unknown;
  readonly price: number;
  /** Whether this call's budget covers the item. */
  readonly mayPay: boolean;
  /** The call's outcome for the item where it would have to pay and may not. */
  readonly otherwise: NotRun;
  /** `started`: it is enough that the item runs. */
  readonly until: 'answered' | 'started';
  /** When the call has to answer (`performance.now()`), or is cancelled: nothing charged leaves for it after that. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Is called with every upstream request that concerns the item. */
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  /** Credits that this call has caused, or may have. */
  paid: number;
  readonly resolve: (outcome: Outcome<unknown>) => void;
}

/** An item that a call of this process waits for, or whose charged request is under way. */
export interface WorkItem {
  readonly key: string;
  /** When this process began to work on it, by the store's clock. */
  readonly openedAt: number;
  /** How it is asked: an item belongs to the generation that started it until it ends. */
  method: Method<unknown, unknown>;
  /** What is sent for it: the paying call's input, once a call pays. */
  input: unknown;
  state: State;
  readonly waiters: Set<Waiter>;
  /** The call that paid for it. */
  payer: Waiter | undefined;
  /** How much is under way about it: requests, new states that are being stored. Until it is nothing nobody else begins. */
  holds: number;
  /** The next read makes sense no sooner (`performance.now()`). */
  dueAt: number;
  polls: number;
  /** Its result, where Snov.io is to send it. */
  expected: ExpectedResult | undefined;
  /** Failures in a row of its requests. */
  failures: number;
  /** Its batch was refused, so it gets a request of its own now. */
  alone: boolean;
  /** Only its own generation can answer it. */
  readonly pinned: boolean;
  /** The current API answered 404, so the legacy one is tried. */
  fellBack: boolean;
  /** `changedAt` of the row that is paid for anew. */
  readonly replaces: number | undefined;
  /** What is known of it already, where it is only read again. */
  readonly fallback: Outcome<unknown> | undefined;
}

/** The first call that may pay for the item now. */
export function payerOf(item: WorkItem): Waiter | undefined {
  const now = performance.now();
  return [...item.waiters].find(waiter => waiter.mayPay && !waiter.signal.aborted && now < waiter.deadline);
}

/** Whether the call that pays for the item waits for it still, and some call may pay now. */
export function isPaidStill(item: WorkItem): boolean {
  return item.payer !== undefined && item.waiters.has(item.payer) && payerOf(item) !== undefined;
}

/** Whether it is paid for, perhaps paid for, or queued upstream from elsewhere: asking again goes on with it. */
export function isBegun({ state: { name } }: WorkItem): boolean {
  return name !== 'checking' && name !== 'queued';
}

/** The payment of an item: the call that pays sends its own input, at its own price. */
export function entryOf(item: WorkItem): Entry | undefined {
  const payer = payerOf(item);
  item.payer = payer;
  if (!payer) return undefined;
  item.input = payer.input;
  const { key, openedAt: since, replaces } = item;
  const { input, price: credits, callId: call, holders } = payer;
  return { item: key, input, credits, replaces, since, call, holders };
}

/** Counts what the paying call has caused; undefined: what it reserved may still be charged. */
export function countPaid({ payer }: WorkItem, credits: number | undefined): void {
  if (payer && credits !== undefined) payer.paid = credits;
}
