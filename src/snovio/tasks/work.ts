import type { Generation, QuestionScope, Row, Store, Walls } from '../../spending/store.ts';
import type { ApiClient } from '../transport/api-client.ts';
import type { Generations } from './generations.ts';
import type { Event, NotRun, Outcome, State } from './item.ts';
import type { AnyMethod, Found } from './method.ts';
import type { PushedResults } from './pushed-results.ts';
import type { Requests } from './requests.ts';
import type { WorkItem } from './work-item.ts';

/** How many reads of an item have to fit into the hourly quota after it is paid for: the first ones may come too early. */
export const READS_PER_ITEM = 3;

/** An hourly quota of the user's plan. */
export interface Quota {
  /**
   * Whether `units` more fit, and what has to be kept after them; if so the units are counted.
   * @param keep units that have to be left to read back what these lead to
   * @param keepPerOpen units that have to be left for each item that is under way already
   */
  take(units: number, keep: number, keepPerOpen: number): Promise<boolean>;
}

export interface WorkOptions {
  readonly scope: QuestionScope;
  readonly methods: readonly AnyMethod[];
  readonly api: ApiClient;
  readonly store: Store;
  readonly generations: Generations;
  readonly walls: Walls;
  /** Charged requests under way, and the storing of their answers: the process waits for these before it ends. */
  readonly inFlight: Set<Promise<void>>;
  /** Results that Snov.io sends by itself; undefined: it cannot reach this process. */
  readonly results?: PushedResults | undefined;
  /** The plan's hourly quota of v1, where it is to be kept; for v2 none is documented. */
  readonly quota?: Quota | undefined;
  /**
   * Is called with every answer that is stored, so that other questions can use it.
   * @param since when the work on it began, in milliseconds since the epoch
   */
  readonly onAnswer?: ((answer: unknown, since: number) => Promise<void>) | undefined;
}

/** The items of one question that this process works on, as starting and polling see them. */
export interface Work {
  readonly options: WorkOptions;
  readonly requests: Requests;
  /** The method of this generation, or the other generation's where it has none. */
  methodOf(generation: Generation): AnyMethod;
  /** The items that are asked for by this method, stand so, and about which nothing is under way. */
  standing(method: AnyMethod, ...names: State['name'][]): WorkItem[];
  /** Keeps everybody else from these items while something is under way about them. */
  hold<T>(items: readonly WorkItem[], work: () => Promise<T>): Promise<T>;
  /** Moves items to their next states: first the store is told, then the new states count. */
  apply(changes: readonly { readonly item: WorkItem; readonly event: Event }[]): Promise<void>;
  /** Applies an answer, one entry per item. */
  told(items: readonly WorkItem[], found: readonly Found<unknown>[]): Promise<void>;
  /** Ends items for the calls that wait for them; nothing more is done about them in these calls. */
  drop(items: readonly WorkItem[], end: Exclude<Outcome<unknown>, { status: 'done' }>): Promise<void>;
  notRun(items: readonly WorkItem[], reason: NotRun): Promise<void>;
  /** A limit does not let these be paid for: neither by the call that wanted to, nor by any that waits under the same limits. */
  walled(items: readonly WorkItem[]): Promise<void>;
  /** Ends the queued items that none of the waiting calls may pay for. */
  dropUnpayable(): void;
  /** Reads the row that another process writes, again and again, until the item can go on here. */
  watch(item: WorkItem): void;
  /** Lets items begin anew with another method, where the first method is retired or does not know them. */
  moveTo(method: AnyMethod, items: readonly WorkItem[]): void;
  /**
   * Whether the plan's hourly quota has `units` left, and so many more after them as has to be kept; if so they are counted.
   * @param keep to read back what these units lead to, and for each item that is under way; none: this reads back itself
   */
  mayUse(method: AnyMethod, units: number, keep?: number): Promise<boolean>;
  /** Where an item begins: with the free read, unless there is none or it knew nothing a while ago. */
  firstState(method: AnyMethod, key: string): State;
  /** The first moment at which a stored item is to be polled (`performance.now()`). */
  firstDue(method: AnyMethod, row: Row): number;
  /** Sends what waits for a check or a start. */
  start(method: AnyMethod): void;
  /** Polls what is due. The items in `started`, whose charged request has ended, are polled from now on. */
  poll(method: AnyMethod, started?: readonly WorkItem[]): void;
  /** The shortest time between two polls of a task, in milliseconds. */
  pollGap(method: AnyMethod): number;
}
