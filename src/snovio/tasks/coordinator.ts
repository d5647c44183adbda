import type { Holder } from '../../spending/holders.ts';
import type { Generation, Row } from '../../spending/store.ts';
import type { ApiRequest } from '../transport/request.ts';
import { waitUntil } from '../transport/wait.ts';
import { type Event, type NotRun, type Outcome, type Rules, type State, type Step, step } from './item.ts';
import type { AnyMethod, Found } from './method.ts';
import { type Freshness, isAbandoned, openItem, outcomeOf, unfinished, type Want } from './open-item.ts';
import { Poller } from './poller.ts';
import { Requests } from './requests.ts';
import { Starter } from './starter.ts';
import { storeSteps } from './store-steps.ts';
import { turnAway } from './turn-away.ts';
import { READS_PER_ITEM, type Work, type WorkOptions } from './work.ts';
import { countPaid, type Waiter, type WorkItem } from './work-item.ts';

/** How a call asks. */
export interface Asking extends Freshness {
  readonly tool: string;
  readonly callId?: string | undefined;
  readonly holders?: readonly Holder[] | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** `started`: the call only wants the item to be queued, not its answer. */
  readonly until: 'answered' | 'started';
  /** Aborts when the call has to answer at once with what there is. */
  readonly answerNow?: AbortSignal | undefined;
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  /** @param outcomes of the items that have ended */
  onProgress?(outcomes: ReadonlyMap<string, Outcome<unknown>>): void;
}

/** What a call gets, by item key: outcomes, and the credits that it caused or may have caused. */
export interface Answered {
  readonly outcomes: Map<string, Outcome<unknown>>;
  readonly paid: Map<string, number>;
}

const WATCH_INTERVAL_MS = 200;

/**
 * Answers one question about many items, in both API generations. What is stored is free. What runs is polled further.
 * What several calls ask at the same time is asked once. What has to be paid for is recorded first. Every change of an
 * item goes through {@link apply}.
 */
export class Coordinator implements Work {
  readonly options: WorkOptions;
  readonly requests: Requests;
  readonly #items = new Map<string, WorkItem>();
  readonly #starters: ReadonlyMap<AnyMethod, Starter>;
  readonly #pollers: ReadonlyMap<AnyMethod, Poller>;

  constructor(options: WorkOptions) {
    this.options = options;
    this.requests = new Requests(options.api, options.inFlight);
    this.#starters = new Map(options.methods.map(method => [method, new Starter(this, method)]));
    this.#pollers = new Map(options.methods.map(method => [method, new Poller(this, method)]));
  }

  /** Whether a call waits for an item, or a charged request is under way. */
  get busy(): boolean {
    return this.#items.size > 0;
  }

  methodOf(generation: Generation): AnyMethod {
    const [first] = this.options.methods;
    const method = this.options.methods.find(candidate => candidate.generation === generation) ?? first;
    if (!method) throw new Error('a question without a method');
    return method;
  }

  firstState(method: AnyMethod, key: string): State {
    return this.#starters.get(method)?.firstState(key) ?? { name: 'queued' };
  }

  firstDue(method: AnyMethod, row: Row): number {
    return this.#pollers.get(method)?.firstDue(row) ?? 0;
  }

  pollGap(method: AnyMethod): number {
    return this.#pollers.get(method)?.gap ?? 0;
  }

  start(method: AnyMethod): void {
    this.#starters.get(method)?.work();
  }

  poll(method: AnyMethod, started: readonly WorkItem[] = []): void {
    this.#pollers.get(method)?.started(started);
  }

  /**
   * Asks until every item has ended, the deadline has come, or the call is cancelled. Gives the outcomes so far.
   * @param rows what the store knows of the items; where that is enough, nothing is started
   */
  async ask(wants: readonly Want[], rows: ReadonlyMap<string, Row>, asking: Asking): Promise<Answered> {
    const outcomes = new Map<string, Outcome<unknown>>();
    const all = Promise.withResolvers<void>();
    const waiters = new Map<string, Waiter>();
    const finish = (key: string, outcome: Outcome<unknown>) => {
      outcomes.set(key, outcome);
      asking.onProgress?.(outcomes);
      if (outcomes.size === wants.length) all.resolve();
    };
    for (const want of wants) {
      const item = this.#items.get(want.key) ?? openItem(this, want, rows.get(want.key), asking);
      const known = outcomeOf(item, want, asking.until);
      if ('status' in item || known) {
        finish(want.key, known ?? (item as Outcome<unknown>));
        continue;
      }
      const waiter: Waiter = { ...want, ...asking, paid: 0, resolve: outcome => finish(want.key, outcome) };
      item.waiters.add(waiter);
      waiters.set(want.key, waiter);
      this.#items.set(want.key, item);
      if (item.state.name === 'elsewhere' && item.waiters.size === 1) this.watch(item);
    }
    if (waiters.size === 0) return { outcomes, paid: new Map() };
    for (const starter of this.#starters.values()) starter.gather();
    this.#arm();
    await waitUntil(all.promise, asking.deadline, [asking.signal, asking.answerNow]);
    for (const [key, waiter] of waiters) this.#leave(key, waiter, outcomes);
    this.#review();
    return { outcomes, paid: new Map([...waiters].map(([key, { paid }]) => [key, paid])) };
  }

  standing(method: AnyMethod, ...names: WorkItem['state']['name'][]): WorkItem[] {
    return [...this.#items.values()].filter(
      item => item.method === method && item.holds === 0 && names.includes(item.state.name),
    );
  }

  async hold<T>(items: readonly WorkItem[], work: () => Promise<T>): Promise<T> {
    for (const item of items) item.holds += 1;
    try {
      return await work();
    } finally {
      for (const item of items) {
        item.holds -= 1;
        this.#forget(item);
      }
    }
  }

  async told(items: readonly WorkItem[], found: readonly Found<unknown>[]): Promise<void> {
    await this.apply(
      items.map((item, i) => ({ item, event: { type: 'told', found: found[i] ?? { state: 'unclear' } } })),
    );
  }

  async drop(items: readonly WorkItem[], end: Exclude<Outcome<unknown>, { status: 'done' }>): Promise<void> {
    await this.apply(items.map(item => ({ item, event: { type: 'dropped', end } })));
  }

  notRun(items: readonly WorkItem[], reason: NotRun): Promise<void> {
    return this.drop(items, { status: 'not_run', reason });
  }

  async walled(items: readonly WorkItem[]): Promise<void> {
    const ended = items.filter(item => !turnAway(item));
    await this.notRun(ended, 'credit_ceiling');
  }

  async apply(changes: readonly { item: WorkItem; event: Event }[]): Promise<void> {
    const steps = changes.map(({ item, event }) => ({
      item,
      next: step(item.state, event, this.#rules(item)),
    }));
    const items = steps.map(({ item }) => item);
    await this.hold(items, async () => {
      await storeSteps(this.options, steps);
      for (const { item, next } of steps) this.#enter(item, next);
    });
  }

  dropUnpayable(): void {
    for (const item of this.#items.values()) {
      const waiters = [...item.waiters];
      // A call that may pay and has no time left leaves by itself, with its own reason.
      if (item.state.name !== 'queued' || item.holds > 0 || waiters.some(({ mayPay }) => mayPay)) continue;
      const [waiter] = waiters;
      void this.notRun([item], waiter?.otherwise ?? 'deadline');
    }
  }

  watch(item: WorkItem): void {
    setTimeout(() => void this.#readRow(item).catch(() => this.watch(item)), WATCH_INTERVAL_MS).unref();
  }

  moveTo(method: AnyMethod, items: readonly WorkItem[]): void {
    for (const item of items) {
      item.method = method;
      item.fellBack = true;
      item.failures = 0;
      item.state = this.firstState(method, item.key);
    }
  }

  async mayUse({ generation }: AnyMethod, units: number, keep?: number): Promise<boolean> {
    const quota = generation === 'v1' ? this.options.quota : undefined;
    return quota === undefined || quota.take(units, keep ?? 0, keep === undefined ? 0 : READS_PER_ITEM);
  }

  async #readRow(item: WorkItem): Promise<void> {
    if (item.waiters.size === 0 || item.state.name !== 'elsewhere') return;
    const { store, scope } = this.options;
    const row = (await store.rows(scope, [item.key])).get(item.key);
    // The other process's request was refused, or its answer is not kept. The next call starts the item anew.
    if (!row) return this.notRun([item], 'rate_limit');
    if (row.state === 'sent' && !isAbandoned(this, row, item.state.started)) return this.watch(item);
    // The other process did not answer within its request's time-out: it died, or answers just now.
    if (row.state === 'sent') {
      await store.doubted(scope, [row], 'in_doubt', true);
      return this.watch(item);
    }
    const [waiter] = item.waiters;
    if (!waiter) return;
    const reopened = openItem(this, { ...waiter, key: item.key }, row, { fresh: false });
    if ('status' in reopened) return this.#deliver(item, reopened);
    Object.assign(item, reopened, { waiters: item.waiters, holds: item.holds });
    if (reopened.state.name === 'running' && !reopened.fallback) this.#started(item);
    this.#forget(item);
    this.#arm();
  }

  #rules(item: WorkItem): Rules {
    const { times } = this.options.api;
    return {
      now: performance.now(),
      miss: item.method.miss,
      isReread: item.fallback !== undefined,
      ms: seconds => times.ms(seconds),
    };
  }

  #enter(item: WorkItem, { state, write }: Step): void {
    if (write.kind === 'released') countPaid(item, 0);
    if (state.name === 'ended' && state.end.status === 'done')
      countPaid(item, state.end.found.open ? undefined : state.end.found.credits);
    const before = item.state.name;
    item.state = state;
    if (state.name === 'ended') return this.#end(item);
    if (state.name === 'running' && before !== 'running') this.#started(item);
  }

  #end(item: WorkItem): void {
    if (item.state.name !== 'ended') return;
    const { end } = item.state;
    if (end.status !== 'done') return this.#deliver(item, end);
    const { answer, provisional = false, miss = false } = end.found;
    const { generations, scope } = this.options;
    if (item.fellBack && !miss) generations.remember(scope.question);
    const { generation: source } = item.method;
    this.#deliver(item, { status: 'done', answer, source, checkedAt: Date.now(), provisional });
  }

  /** Gives an item's outcome to every call that waits for it. */
  #deliver(item: WorkItem, outcome: Outcome<unknown>): void {
    if (this.#items.get(item.key) === item) this.#items.delete(item.key);
    const shown = outcome.status === 'done' ? outcome : (item.fallback ?? outcome);
    for (const waiter of item.waiters) waiter.resolve(shown);
    item.waiters.clear();
  }

  /** Drops an item that nobody waits for; what was paid for stands in the store. */
  #forget(item: WorkItem): void {
    const { name } = item.state;
    if (item.waiters.size > 0 || item.holds > 0 || name === 'sending') return;
    if (this.#items.get(item.key) === item) this.#items.delete(item.key);
  }

  /** The item runs upstream: that is all that some wait for. */
  #started(item: WorkItem): void {
    for (const waiter of item.waiters) {
      if (waiter.until !== 'started') continue;
      item.waiters.delete(waiter);
      waiter.resolve({ status: 'pending' });
    }
  }

  #leave(key: string, waiter: Waiter, outcomes: Map<string, Outcome<unknown>>): void {
    const item = this.#items.get(key);
    item?.waiters.delete(waiter);
    if (!outcomes.has(key))
      outcomes.set(key, item ? unfinished(this, item, waiter.until) : { status: 'pending' });
    if (item) this.#forget(item);
  }

  /** Stops what no call waits for any more, and lets the rest go on. */
  #review(): void {
    this.options.api.pace.review();
    this.requests.review();
    this.dropUnpayable();
    this.#arm();
  }

  #arm(): void {
    for (const poller of this.#pollers.values()) poller.arm();
  }
}
