import type { Ending, Generation, Payment, QuestionScope, Row, Store, Walls } from '../../spending/store.ts';
import type { ApiClient } from '../transport/api-client.ts';
import type { ApiRequest } from '../transport/request.ts';
import { sleep } from '../transport/wait.ts';
import type { Generations } from './generations.ts';
import { type Event, type NotRun, type Outcome, type Rules, type Step, step } from './item.ts';
import type { Found, Method } from './method.ts';
import { openItem, outcomeOf, type Want } from './open-item.ts';
import { Poller } from './poller.ts';
import { type Quota, Starter } from './starter.ts';
import { isBegun, payerOf, type Waiter, type WorkItem } from './work-item.ts';

export interface CoordinatorOptions {
  readonly scope: QuestionScope;
  readonly methods: readonly Method<unknown, unknown>[];
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

/** How a call asks. */
export interface Asking {
  readonly tool: string;
  readonly signal: AbortSignal;
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** Refuses stored answers older than an hour, and pays once more for what is in doubt, lost or provisional. */
  readonly fresh: boolean;
  /** `started`: the call only wants the item queued, not its answer. */
  readonly until: 'answered' | 'started';
  /** Aborts when the call has to answer at once with what it has. */
  readonly answerNow?: AbortSignal | undefined;
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  onProgress?(ended: number): void;
}

/** What a call gets: outcomes by key, and the credits that it caused, or may have, by key. */
export interface Answered {
  readonly outcomes: Map<string, Outcome<unknown>>;
  readonly paid: Map<string, number>;
}

const STORE_AGAIN_MS = 1000;
const LOOK_AGAIN_MS = 200;
const NEVER = new AbortController().signal;

/**
 * Answers one question about many items, in both API generations: what is stored is free, what runs is read on, what
 * several calls ask at once is asked once, and what has to be paid for is recorded first. Every change of an item goes
 * through {@link apply}.
 */
export class Coordinator {
  readonly options: CoordinatorOptions;
  readonly items = new Map<string, WorkItem>();
  readonly #starters: ReadonlyMap<Generation, Starter>;
  readonly #pollers: ReadonlyMap<Generation, Poller>;
  readonly #reads = new Map<AbortController, readonly WorkItem[]>();

  constructor(options: CoordinatorOptions) {
    this.options = options;
    this.#starters = new Map(options.methods.map(method => [method.generation, new Starter(this, method)]));
    this.#pollers = new Map(options.methods.map(method => [method.generation, new Poller(this, method)]));
  }

  /** Whether somebody waits for an item, or a charged request is under way. */
  get busy(): boolean {
    return this.items.size > 0;
  }

  /** How a generation answers the question, or the other one where it cannot. */
  methodOf(generation: Generation): Method<unknown, unknown> {
    const [first] = this.options.methods;
    const method = this.options.methods.find(one => one.generation === generation) ?? first;
    if (!method) throw new Error('a question without a method');
    return method;
  }

  pollerOf(method: Method<unknown, unknown>): Poller {
    return this.#pollers.get(method.generation) as Poller;
  }

  starterOf(method: Method<unknown, unknown>): Starter {
    return this.#starters.get(method.generation) as Starter;
  }

  /**
   * Asks until every item has ended, the deadline is there, or the call is cancelled (then the outcomes so far).
   * @param rows what the store knows of the items
   */
  async ask(wants: readonly Want[], rows: ReadonlyMap<string, Row>, asking: Asking): Promise<Answered> {
    const outcomes = new Map<string, Outcome<unknown>>();
    const all = Promise.withResolvers<void>();
    const waiters = new Map<string, Waiter>();
    const finish = (key: string, outcome: Outcome<unknown>) => {
      outcomes.set(key, outcome);
      asking.onProgress?.(outcomes.size);
      if (outcomes.size === wants.length) all.resolve();
    };
    for (const want of wants) {
      const item = this.items.get(want.key) ?? openItem(this, want, rows.get(want.key), asking.fresh);
      const known = outcomeOf(item, want, asking.until);
      if ('status' in item || known) {
        finish(want.key, known ?? (item as Outcome<unknown>));
        continue;
      }
      const waiter: Waiter = { ...want, ...asking, paid: 0, resolve: outcome => finish(want.key, outcome) };
      item.waiters.add(waiter);
      waiters.set(want.key, waiter);
      this.items.set(want.key, item);
      if (item.state.name === 'elsewhere') this.watch(item);
    }
    for (const starter of this.#starters.values()) starter.gather();
    this.#arm();
    if (outcomes.size < wants.length) await untilEnd(all.promise, asking);
    for (const [key, waiter] of waiters) this.#leave(key, waiter, outcomes);
    this.#review();
    return { outcomes, paid: new Map([...waiters].map(([key, { paid }]) => [key, paid])) };
  }

  /** The items that are asked for by this method and stand so. */
  standing(method: Method<unknown, unknown>, ...names: WorkItem['state']['name'][]): WorkItem[] {
    return [...this.items.values()].filter(item => item.method === method && names.includes(item.state.name));
  }

  /** Works an answer in, one entry per item. */
  async told(items: readonly WorkItem[], found: readonly Found<unknown>[]): Promise<void> {
    await this.apply(
      items.map((item, i) => ({ item, event: { type: 'told', found: found[i] ?? { state: 'unclear' } } })),
    );
  }

  /** Ends items that nothing more is done about in the calls that wait for them. */
  async drop(items: readonly WorkItem[], end: Exclude<Outcome<unknown>, { status: 'done' }>): Promise<void> {
    await this.apply(items.map(item => ({ item, event: { type: 'dropped', end } })));
  }

  notRun(items: readonly WorkItem[], reason: NotRun): Promise<void> {
    return this.drop(items, { status: 'not_run', reason });
  }

  /** Moves items to their next states: first the store is told, then the new states count. */
  async apply(changes: readonly { item: WorkItem; event: Event }[]): Promise<void> {
    const steps = changes.map(({ item, event }) => ({
      item,
      next: step(item.state, event, this.#rules(item)),
    }));
    for (const { item } of steps) item.busy = true;
    try {
      for (const group of Map.groupBy(
        steps,
        ({ item, next }) => `${item.method.generation} ${keyOf(next)}`,
      ).values())
        await this.#store(group);
    } finally {
      for (const { item } of steps) item.busy = false;
    }
    for (const { item, next } of steps) this.#enter(item, next);
  }

  /** A free read about items with a slot already taken; it ends early when nobody waits for any of them. */
  async read(items: readonly WorkItem[], request: ApiRequest, token: string): Promise<unknown> {
    this.#trace(items, request);
    const reading = new AbortController();
    this.#reads.set(reading, items);
    try {
      return await this.options.api.exchange(request, token, reading.signal);
    } finally {
      this.#reads.delete(reading);
    }
  }

  /** Sends a charged request with a slot already taken. Once it has left it belongs to nobody's call. */
  pay(items: readonly WorkItem[], request: ApiRequest, token: string): Promise<unknown> {
    this.#trace(items, request);
    return this.options.api.exchange(request, token, NEVER, true);
  }

  /** Work that the process waits for before it ends; its failures are told to nobody but stop nothing either. */
  keep(work: Promise<void>): void {
    const { inFlight } = this.options;
    const kept = work.catch(() => {}).finally(() => inFlight.delete(kept));
    inFlight.add(kept);
  }

  /** Whoever shares what another call would have paid for has nobody to wait for when that call is gone. */
  dropOrphans(): void {
    for (const item of this.items.values()) {
      if (item.state.name !== 'queued' || item.busy || payerOf(item)) continue;
      const [waiter] = item.waiters;
      void this.notRun([item], waiter?.otherwise ?? 'deadline');
    }
  }

  /** Follows a row that another process writes, until it tells something. */
  watch(item: WorkItem): void {
    setTimeout(() => void this.#look(item).catch(() => this.watch(item)), LOOK_AGAIN_MS).unref();
  }

  /** The items go on in the other generation: the first one does not know the method, or not these items. */
  moveTo(method: Method<unknown, unknown>, items: readonly WorkItem[]): void {
    for (const item of items) {
      item.method = method;
      item.fellBack = true;
      item.failures = 0;
      item.state = this.starterOf(method).firstState(item.key);
    }
    this.starterOf(method).work();
  }

  /** Whether the plan's hourly quota leaves this many units, and so many after them; if so they are counted. */
  async mayUse({ generation }: Method<unknown, unknown>, units: number, keep: number): Promise<boolean> {
    const quota = generation === 'v1' ? this.options.quota : undefined;
    return quota === undefined || quota.take(units, keep);
  }

  /** Drops an item that nobody waits for; what was paid for stands in the store. */
  forget(item: WorkItem): void {
    const { name } = item.state;
    if (item.waiters.size > 0 || item.busy || name === 'sending') return;
    if (this.items.get(item.key) === item) this.items.delete(item.key);
  }

  async #look(item: WorkItem): Promise<void> {
    if (item.waiters.size === 0 || item.state.name !== 'elsewhere' || this.items.get(item.key) !== item)
      return;
    const { store, scope, api } = this.options;
    const row = (await store.rows(scope, [item.key])).get(item.key);
    // Its request was refused, or its answer is not kept: the same call goes on where this one ends.
    if (!row) return this.notRun([item], 'rate_limit');
    if (row.state === 'sent' && row.sentAt + api.times.requestMs + api.times.ms(5) >= Date.now())
      return this.watch(item);
    // Its process died, or is about to answer: beyond the request's own time-out nobody will.
    if (row.state === 'sent') {
      await store.doubted(scope, [row], 'in_doubt', true);
      return this.watch(item);
    }
    const [waiter] = item.waiters;
    if (!waiter) return;
    const reopened = openItem(this, { ...waiter, key: item.key }, row, false);
    if ('status' in reopened) return this.#deliver(item, reopened);
    Object.assign(item, reopened, { waiters: item.waiters });
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

  /** Stores what a group of equal steps needs stored; tried again until the disk takes it. */
  async #store(group: readonly { item: WorkItem; next: Step }[]): Promise<void> {
    const [first] = group;
    if (!first || first.next.write.kind === 'none') return;
    for (;;) {
      try {
        return await this.#write(first.next, group);
      } catch {
        await sleep(STORE_AGAIN_MS);
      }
    }
  }

  async #write({ write, state }: Step, group: readonly { item: WorkItem; next: Step }[]): Promise<void> {
    const { store, scope } = this.options;
    const payments = group.flatMap(({ item }) => paymentOf(item) ?? []);
    if (write.kind === 'started') {
      return store.started(scope, payments, state.name === 'running' ? state.task : undefined);
    }
    if (write.kind === 'doubted') return store.doubted(scope, payments, write.reason);
    if (write.kind === 'released') return store.released(scope, payments);
    const [first] = group;
    if (!first) return;
    const endings = group.flatMap(({ item, next }) => endingOf(item, next) ?? []);
    await store.settled(scope, endings, first.item.method.generation);
    // What other questions could have learnt is only paid for again; the answer itself is stored.
    for (const { answer } of endings) await this.options.onAnswer?.(answer).catch(() => {});
  }

  #enter(item: WorkItem, { state, write }: Step): void {
    if (write.kind === 'released') count(item, 0);
    if (write.kind === 'settled' && state.name === 'ended' && state.end.status === 'done')
      count(item, state.end.found.open ? undefined : state.end.found.credits);
    const before = item.state.name;
    item.state = state;
    if (state.name === 'ended') return this.#end(item);
    if (state.name === 'running' && before !== 'running') this.#started(item);
    this.forget(item);
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

  /** Gives an item's outcome to everybody who waits for it. */
  #deliver(item: WorkItem, outcome: Outcome<unknown>): void {
    if (this.items.get(item.key) === item) this.items.delete(item.key);
    const shown = outcome.status === 'done' ? outcome : (item.fallback ?? outcome);
    for (const waiter of item.waiters) waiter.resolve(shown);
    item.waiters.clear();
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
    const item = this.items.get(key);
    item?.waiters.delete(waiter);
    if (!outcomes.has(key))
      outcomes.set(key, item ? this.#unfinished(item, waiter.until) : { status: 'pending' });
    if (item) this.forget(item);
  }

  #unfinished(item: WorkItem, until: 'answered' | 'started'): Outcome<unknown> {
    if (item.fallback) return item.fallback;
    const { name } = item.state;
    const isDoubtful =
      name === 'doubtful' || (until === 'started' && (name === 'sending' || name === 'elsewhere'));
    if (isDoubtful) return { status: 'pending', reason: 'in_doubt' };
    if (isBegun(item)) return { status: 'pending' };
    const late = this.options.api.pace.delay('start') > 0;
    return { status: 'not_run', reason: late ? 'rate_limit' : 'deadline' };
  }

  /** Lets those go on who are still waited for, and stops what nobody wants any more. */
  #review(): void {
    this.options.api.pace.review();
    for (const [reading, items] of this.#reads) {
      if (items.every(item => item.waiters.size === 0)) reading.abort();
    }
    this.dropOrphans();
    this.#arm();
  }

  #arm(): void {
    for (const poller of this.#pollers.values()) poller.arm();
  }

  /** Tells the calls that wait for these items of a request. */
  #trace(items: readonly WorkItem[], request: ApiRequest): void {
    const traces = new Set(items.flatMap(item => [...item.waiters].map(waiter => waiter.trace)));
    for (const trace of traces) trace?.(request);
  }
}

/** Until all items have ended, the deadline, or the end of the call. */
async function untilEnd(all: Promise<void>, asking: Asking): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, asking.deadline - performance.now()));
  const leave = () => resolve();
  const ends = [asking.signal, asking.answerNow].filter(signal => signal !== undefined);
  for (const signal of ends) signal.addEventListener('abort', leave, { once: true });
  if (ends.some(signal => signal.aborted)) resolve();
  await Promise.race([all, promise]);
  clearTimeout(timer);
  for (const signal of ends) signal.removeEventListener('abort', leave);
}

/** Steps that are stored together. */
function keyOf({ write, state }: Step): string {
  const reason = write.kind === 'doubted' ? write.reason : '';
  return `${write.kind} ${reason} ${state.name === 'running' ? (state.task ?? '') : ''}`;
}

function paymentOf({ key, state }: WorkItem): Payment | undefined {
  return 'sentAt' in state && state.sentAt !== undefined ? { item: key, sentAt: state.sentAt } : undefined;
}

function endingOf(item: WorkItem, { state }: Step): Ending | undefined {
  if (state.name !== 'ended' || state.end.status !== 'done') return undefined;
  const { answer, credits, provisional = false, open = false, miss = false } = state.end.found;
  const { key, input, openedAt: since } = item;
  return {
    item: key,
    input,
    since,
    sentAt: paymentOf(item)?.sentAt,
    answer,
    credits,
    provisional,
    open,
    miss,
  };
}

/** What the call that paid has caused; undefined: what it reserved may still be charged. */
function count({ payer }: WorkItem, credits: number | undefined): void {
  if (payer && credits !== undefined) payer.paid = credits;
}
