import type { Ledger, QuestionScope } from '../../spending/ledger.ts';
import type { Row } from '../../spending/row.ts';
import type { Walls } from '../../spending/spend.ts';
import type { ApiRequest } from '../transport/request.ts';
import type { ApiClient } from '../transport/wire.ts';
import type { Found, Method } from './method.ts';
import type { NotRun, Outcome, PendingItem, Phase } from './pending-item.ts';
import { PollTiming } from './poll-timing.ts';
import type { Quota } from './quota.ts';

const NEVER = new AbortController().signal;

export interface EngineOptions<I, A> {
  readonly wire: ApiClient;
  readonly ledger: Ledger;
  readonly scope: QuestionScope;
  readonly method: Method<I, A>;
  readonly walls: Walls;
  /** Charged requests under way; the process waits for them before it ends. */
  readonly inFlight: Set<Promise<void>>;
  /** The plan's hourly quota, where it is to be kept. */
  readonly quota?: Quota | undefined;
  /** Told of every answer that was paid for or read, so that other questions learn from it. */
  readonly onAnswer?: ((answer: A, checkedAt: number) => void) | undefined;
}

/** The items of one question in one API generation that this process is busy with, and what became of them. */
export class ItemQueue<I, A> {
  readonly wire: ApiClient;
  readonly ledger: Ledger;
  readonly scope: QuestionScope;
  readonly method: Method<I, A>;
  readonly options: EngineOptions<I, A>;
  readonly rhythm: PollTiming;
  readonly lives = new Map<string, PendingItem<I, A>>();
  readonly #reads = new Map<AbortController, readonly PendingItem<I, A>[]>();

  constructor(options: EngineOptions<I, A>) {
    this.options = options;
    this.wire = options.wire;
    this.ledger = options.ledger;
    this.scope = options.scope;
    this.method = options.method;
    this.rhythm = new PollTiming(options.wire.times);
  }

  /** A free read about items with a slot already taken; it ends early when nobody waits for any of them. */
  async read(lives: readonly PendingItem<I, A>[], request: ApiRequest, token: string): Promise<unknown> {
    this.#trace(lives, request);
    const reading = new AbortController();
    this.#reads.set(reading, lives);
    try {
      return await this.wire.exchange(request, token, reading.signal);
    } finally {
      this.#reads.delete(reading);
    }
  }

  /** Sends a charged request with a slot already taken. Once it has left it belongs to nobody's call. */
  pay(lives: readonly PendingItem<I, A>[], request: ApiRequest, token: string): Promise<unknown> {
    this.#trace(lives, request);
    return this.wire.exchange(request, token, NEVER, true);
  }

  /** Stops the reads whose last waiter has left. */
  review(): void {
    for (const [reading, lives] of this.#reads) {
      if (lives.every(live => live.waiters.size === 0)) reading.abort();
    }
  }

  /** Tells the calls that wait for these items of a request. */
  #trace(lives: readonly PendingItem<I, A>[], request: ApiRequest): void {
    const traces = new Set(lives.flatMap(live => [...live.waiters].map(waiter => waiter.trace)));
    for (const trace of traces) trace?.(request);
  }

  inPhase(...phases: Phase[]): PendingItem<I, A>[] {
    return [...this.lives.values()].filter(live => phases.includes(live.phase));
  }

  /** Gives an item's outcome to everybody who waits for it. */
  deliver(live: PendingItem<I, A>, outcome: Outcome<A>): void {
    if (this.lives.get(live.item) === live) this.lives.delete(live.item);
    for (const waiter of live.waiters) waiter.resolve(outcome);
    live.waiters.clear();
  }

  /** Drops an item that nobody waits for; its row keeps what was paid. */
  forget(live: PendingItem<I, A>): void {
    if (live.waiters.size === 0 && this.lives.get(live.item) === live) this.lives.delete(live.item);
  }

  /** The item runs upstream: that is all that some wait for. */
  nowRunning(live: PendingItem<I, A>): void {
    live.phase = 'running';
    for (const waiter of live.waiters) {
      if (waiter.until !== 'started') continue;
      live.waiters.delete(waiter);
      waiter.resolve({ status: 'pending' });
    }
  }

  notRun(lives: readonly PendingItem<I, A>[], reason: NotRun): void {
    for (const live of lives) this.deliver(live, { status: 'not_run', reason });
  }

  /**
   * Works an upstream answer in: results are stored and delivered, the rest stays where it is.
   * @returns the items that upstream knows nothing about
   */
  absorb(lives: readonly PendingItem<I, A>[], found: readonly Found<A>[]): PendingItem<I, A>[] {
    const absent: PendingItem<I, A>[] = [];
    const done: [PendingItem<I, A>, Found<A> & { state: 'done' }][] = [];
    lives.forEach((live, i) => {
      const one = found[i] ?? { state: 'running' };
      live.failures = 0;
      if (one.state === 'done') done.push([live, one]);
      else if (one.state === 'running') this.#running(live);
      else if (one.state === 'absent') absent.push(live);
      else if (one.state === 'lost') this.lose([live], 'task_lost');
      else this.fail([live], one.reason);
    });
    this.#finish(done);
    return absent;
  }

  /** Ends items that were certainly not charged. */
  fail(lives: readonly PendingItem<I, A>[], reason: string, error?: Outcome<A> & { status: 'failed' }): void {
    this.ledger.release(this.scope, lives);
    for (const live of lives) this.deliver(live, error ?? { status: 'failed', reason });
  }

  /** Ends items whose charge or result nobody can tell. */
  lose(lives: readonly PendingItem<I, A>[], reason: 'in_doubt' | 'task_lost'): void {
    this.ledger.doubt(this.scope, lives, reason);
    const items = lives.map(live => live.item);
    const rows = this.ledger.rows(this.scope, items);
    for (const live of lives) {
      const row = rows.get(live.item);
      // What was answered before, or to another process meanwhile, stays answered.
      this.deliver(live, row?.state === 'done' ? stored(row) : { status: 'failed', reason });
    }
  }

  #running(live: PendingItem<I, A>): void {
    if (live.doubt || live.phase !== 'running') this.ledger.running(this.scope, [live], live.task);
    this.nowRunning(live);
    live.doubt = false;
    live.seenRunning = true;
  }

  #finish(done: readonly [PendingItem<I, A>, Found<A> & { state: 'done' }][]): void {
    if (done.length === 0) return;
    const { generation } = this.method;
    const endings = done.map(([live, { answer, credits, provisional, miss }]) => {
      return { item: live.item, input: live.input, since: live.openedAt, answer, credits, provisional, miss };
    });
    this.ledger.settle(this.scope, endings, generation);
    const checkedAt = Date.now();
    for (const [live, { answer, provisional }] of done) {
      this.options.onAnswer?.(answer, checkedAt);
      this.deliver(live, {
        status: 'done',
        answer,
        source: generation,
        checkedAt,
        provisional: provisional === true,
      });
    }
  }
}

/** A finished row as an outcome. */
export function stored<A>(row: Row): Outcome<A> {
  const { answer, changedAt, provisional } = row;
  return { status: 'done', answer: answer as A, source: 'ledger', checkedAt: changedAt, provisional };
}
