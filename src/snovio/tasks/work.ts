import type { Generation, QuestionScope, Row, Store, Walls } from '../../spending/store.ts';
import type { ApiClient } from '../transport/api-client.ts';
import type { Generations } from './generations.ts';
import type { Event, NotRun, Outcome, State } from './item.ts';
import type { AnyMethod, Found } from './method.ts';
import type { Requests } from './requests.ts';
import type { WorkItem } from './work-item.ts';

/** How many reads of an item have to fit into the hourly quota after it is paid for: the first ones may come too early. */
export const READS_PER_ITEM = 3;

/** An hourly quota of the user's plan. */
export interface Quota {
  /**
   * Whether `units` more fit, and `keep` after them; if so the units are counted.
   * @param keep what has to be left to read back what these units lead to
   */
  take(units: number, keep: number): Promise<boolean>;
}

export interface WorkOptions {
  readonly scope: QuestionScope;
  readonly methods: readonly AnyMethod[];
  readonly api: ApiClient;
  readonly store: Store;
  readonly generations: Generations;
  readonly walls: Walls;
  /** Charged requests under way, and what is to be stored of them: the process waits for these before it ends. */
  readonly inFlight: Set<Promise<void>>;
  /** The plan's hourly quota of v1, where it is to be kept; for v2 none is documented. */
  readonly quota?: Quota | undefined;
  /** Told of every answer that is stored, so that other questions learn from it. */
  readonly onAnswer?: ((answer: unknown) => Promise<void>) | undefined;
}

/** The items of one question that this process works on, as starting and polling see them. */
export interface Work {
  readonly options: WorkOptions;
  readonly requests: Requests;
  /** How a generation answers the question, or the other one where it cannot. */
  methodOf(generation: Generation): AnyMethod;
  /** The items that are asked for by this method and stand so. */
  standing(method: AnyMethod, ...names: State['name'][]): WorkItem[];
  /** Moves items to their next states: first the store is told, then the new states count. */
  apply(changes: readonly { readonly item: WorkItem; readonly event: Event }[]): Promise<void>;
  /** Works an answer in, one entry per item. */
  told(items: readonly WorkItem[], found: readonly Found<unknown>[]): Promise<void>;
  /** Ends items that nothing more is done about in the calls that wait for them. */
  drop(items: readonly WorkItem[], end: Exclude<Outcome<unknown>, { status: 'done' }>): Promise<void>;
  notRun(items: readonly WorkItem[], reason: NotRun): Promise<void>;
  /** Ends what has to be paid for and nobody may pay. */
  dropOrphans(): void;
  /** A request about these items is over: what nobody waits for any more is dropped. */
  release(items: readonly WorkItem[]): void;
  /** Follows a row that another process writes, until it tells something. */
  watch(item: WorkItem): void;
  /** The items go on in another method: the first one does not know how to answer, or not about these. */
  moveTo(method: AnyMethod, items: readonly WorkItem[]): void;
  /** Whether the plan's hourly quota leaves this many units, and so many after them; if so they are counted. */
  mayUse(method: AnyMethod, units: number, keep: number): Promise<boolean>;
  /** Where an item begins: with the free read, unless there is none or it knew nothing a while ago. */
  firstState(method: AnyMethod, key: string): State;
  /** The first moment at which a stored item is to be polled (`performance.now()`). */
  firstDue(method: AnyMethod, row: Row): number;
  /** Brings to Snov.io what waits for it. */
  start(method: AnyMethod): void;
  /** Polls what is due, from now on these items too, whose charged request has ended. */
  poll(method: AnyMethod, started?: readonly WorkItem[]): void;
  /** The least between two polls of a task, in milliseconds. */
  pollGap(method: AnyMethod): number;
}
