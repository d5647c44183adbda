import { hasCode, type SnovioError } from '../../errors.ts';
import type { Entry } from '../../spending/ledger.ts';
import { notCharged } from '../transport/answer.ts';
import { isTired, mayBeRepeated, REFUSED_BY } from './failures.ts';
import type { ItemQueue } from './item-queue.ts';
import type { NotRun, PendingItem } from './pending-item.ts';
import { PROVE_AFTER_SECONDS } from './poller.ts';
import { RecentMisses } from './recent-misses.ts';

/** How many batches may be between their first request and their payment: later ones wait, so that each gets through. */
const PARALLEL = 4;
/** Single items wait this long for company, and all together no longer than that. */
const GATHER_MS = 25;
const GATHER_MOST_MS = 100;
/** A free read that knew nothing is not repeated so soon. */
const MISS_SECONDS = 600;

/** Brings items to Snov.io: the free read where there is one, then the charged request, recorded before it leaves. */
export class Starter<I, A> {
  readonly #queue: ItemQueue<I, A>;
  /** Called when something runs that is to be polled. */
  readonly #onRunning: () => void;
  /** Called for items that somebody else has paid for meanwhile. */
  readonly #onForeign: (live: PendingItem<I, A>) => void;
  #checks = 0;
  #starts = 0;
  #gathering: { since: number; timer: NodeJS.Timeout } | undefined;
  readonly #missed: RecentMisses;

  constructor(queue: ItemQueue<I, A>, onRunning: () => void, onForeign: (live: PendingItem<I, A>) => void) {
    this.#queue = queue;
    this.#missed = new RecentMisses(queue.wire.times.ms(MISS_SECONDS));
    this.#onRunning = onRunning;
    this.#onForeign = onForeign;
  }

  /** New items have come: goes to work at once when they fill a request, else when their company has had its chance. */
  gather(): void {
    if (this.#queue.method.batch === 1) return this.work();
    const since = this.#gathering?.since ?? Date.now();
    clearTimeout(this.#gathering?.timer);
    const wait = Math.max(0, Math.min(GATHER_MS, since + GATHER_MOST_MS - Date.now()));
    const depart = () => {
      this.#gathering = undefined;
      this.work();
    };
    this.#gathering = { since, timer: setTimeout(depart, wait) };
    this.work();
  }

  /** Full requests leave at once; while company may still come, the rest waits for it. */
  work(): void {
    const requests = (items: number) => {
      const exact = items / this.#queue.method.batch;
      return this.#gathering ? Math.floor(exact) : Math.ceil(exact);
    };
    const starts = requests(this.#payable().length);
    while (this.#starts < Math.min(PARALLEL, starts)) this.#run('start');
    const checks = requests(this.#checkable().length);
    while (this.#checks + this.#starts < PARALLEL && this.#checks < checks) this.#run('check');
  }

  #run(turn: 'check' | 'start'): void {
    const count = (by: 1 | -1) => {
      if (turn === 'check') this.#checks += by;
      else this.#starts += by;
    };
    count(1);
    const work = turn === 'check' ? this.#check() : this.#start();
    void work.finally(() => {
      count(-1);
      this.work();
    });
  }

  /** Where an item begins: with the free read, unless there is none or it knew nothing a while ago. */
  firstPhase(item: string): 'check' | 'queued' {
    return this.#queue.method.check && !this.#missed.has(item) ? 'check' : 'queued';
  }

  #checkable(): PendingItem<I, A>[] {
    return this.#queue.inPhase('check').filter(live => live.waiters.size > 0 && live.dueAt === 0);
  }

  #payable(): PendingItem<I, A>[] {
    return this.#queue.inPhase('queued').filter(live => [...live.waiters].some(waiter => waiter.mayPay));
  }

  /** The token and a slot for work that is still wanted; a failure ends everything that waits for the start. */
  async #ready(turn: 'check' | 'start', wanted: () => boolean): Promise<string | undefined> {
    try {
      return await this.#queue.wire.ready(turn, wanted);
    } catch (error) {
      this.#refuseAll(this.#queue.inPhase('check', 'queued'), error);
      return undefined;
    }
  }

  async #check(): Promise<void> {
    const queue = this.#queue;
    const token = await this.#ready('check', () => this.#checkable().length > 0);
    const batch = this.#checkable().slice(0, queue.method.batch);
    const step = queue.method.check?.(batch.map(live => live.input));
    if (token === undefined || batch.length === 0 || !step || !this.#withinQuota(batch)) return;
    for (const live of batch) live.phase = 'checking';
    try {
      const found = step.read(await queue.read(batch, step.request, token));
      const absent = queue.absorb(batch, found);
      for (const live of batch) if (live.phase === 'running') this.#seenRunning(live);
      this.#missed.add(absent.map(live => live.item));
      this.queue(absent);
      this.#onRunning();
    } catch (error) {
      this.#checkFailed(batch, error);
    }
  }

  /** Somebody else has queued it upstream: nobody here knows when. */
  #seenRunning(live: PendingItem<I, A>): void {
    live.sentAt = Date.now();
    live.dueAt = live.sentAt + this.#queue.rhythm.gap;
  }

  /** These have to be paid for; whoever may not pay is told so. */
  queue(lives: readonly PendingItem<I, A>[], reason: NotRun = 'credit_ceiling'): void {
    for (const live of lives) {
      live.phase = 'queued';
      for (const waiter of live.waiters) {
        if (waiter.mayPay) continue;
        live.waiters.delete(waiter);
        waiter.resolve({ status: 'not_run', reason });
      }
      this.#queue.forget(live);
    }
  }

  /** Whoever shared what another call would have paid for has nobody to wait for when that call is gone. */
  review(reason: NotRun = 'credit_ceiling'): void {
    const queued = this.#queue.inPhase('queued');
    const orphans = queued.filter(live => ![...live.waiters].some(waiter => waiter.mayPay));
    this.queue(orphans, reason);
  }

  #checkFailed(batch: readonly PendingItem<I, A>[], error: unknown): void {
    for (const live of batch) live.phase = 'check';
    // The pace is paused: as soon as it goes on, the same read may well succeed.
    if (hasCode(error, 'rate_limited')) return;
    if (hasCode(error, 'hourly_quota', 'plan_forbidden')) {
      return this.#refuseAll(this.#queue.inPhase('check', 'queued'), error);
    }
    const passing = hasCode(error, 'upstream_unavailable', 'upstream_malformed', 'unauthorized');
    const tired = new Set(batch.filter(live => isTired(live, error) || !passing));
    this.#refuseAll([...tired], error);
    this.#later(batch.filter(live => !tired.has(live)));
  }

  /** The same again after a moment: whatever ails Snov.io may pass. */
  #later(lives: readonly PendingItem<I, A>[]): void {
    const failures = lives[0]?.failures ?? 0;
    const backoff = this.#queue.wire.times.ms(0.5 * 2 ** failures);
    for (const live of lives) live.dueAt = Number.POSITIVE_INFINITY;
    const again = () => {
      for (const live of lives) live.dueAt = 0;
      this.work();
    };
    if (lives.length > 0) setTimeout(again, backoff).unref();
  }

  async #start(): Promise<void> {
    const token = await this.#ready('start', () => this.#payable().length > 0);
    const picked = this.#pick();
    if (token === undefined || picked.length === 0 || !this.#withinQuota(picked)) return;
    const batch = this.#record(picked);
    if (batch.length === 0) return;
    const sending = this.#send(batch, token);
    this.#queue.options.inFlight.add(sending);
    void sending.finally(() => this.#queue.options.inFlight.delete(sending));
  }

  #pick(): PendingItem<I, A>[] {
    const { batch, together } = this.#queue.method;
    const picked: PendingItem<I, A>[] = [];
    for (const live of this.#payable()) {
      if (picked.length === batch) break;
      if (picked.length > 0 && live.solo) continue;
      if (together && !picked.every(other => together(live.input, other.input))) continue;
      picked.push(live);
      if (live.solo) break;
    }
    return picked;
  }

  /** The ledger's record between the slot and the bytes. What is not recorded is not sent. */
  #record(picked: readonly PendingItem<I, A>[]): PendingItem<I, A>[] {
    const queue = this.#queue;
    const entries: Entry[] = picked.map(live => {
      return { item: live.item, input: live.input, credits: live.price, replaces: live.replaces };
    });
    const tool = [...(picked[0]?.waiters ?? [])].find(waiter => waiter.mayPay)?.tool ?? '';
    try {
      const by = { generation: queue.method.generation, tool, walls: queue.options.walls };
      const { at, begun, live, walled } = queue.ledger.begin(queue.scope, entries, by);
      queue.notRun(
        picked.filter(one => walled.includes(one.item)),
        'credit_ceiling',
      );
      for (const one of picked) if (live.includes(one.item)) this.#onForeign(one);
      const batch = picked.filter(one => begun.includes(one.item));
      for (const one of batch) {
        this.#missed.delete(one.item);
        one.phase = 'sending';
        one.sentAt = at;
      }
      return batch;
    } catch (error) {
      this.#refuseAll(picked, error);
      return [];
    }
  }

  async #send(batch: readonly PendingItem<I, A>[], token: string): Promise<void> {
    const queue = this.#queue;
    try {
      const step = queue.method.start(batch.map(live => live.input));
      const started = step.read(await queue.pay(batch, step.request, token));
      this.#started(batch, started.task);
      if (started.found) queue.absorb(batch, started.found);
    } catch (error) {
      if (notCharged(error)) this.#notCharged(batch, error);
      else this.#inDoubt(batch);
    }
    this.#onRunning();
    this.work();
  }

  #started(batch: readonly PendingItem<I, A>[], task: string | undefined): void {
    const now = Date.now();
    for (const live of batch) {
      live.task = task;
      live.dueAt = now + this.#queue.rhythm.first;
      this.#queue.nowRunning(live);
    }
    if (this.#queue.method.poll) this.#queue.ledger.running(this.#queue.scope, batch, task);
    for (const live of batch) this.#queue.forget(live);
  }

  #inDoubt(batch: readonly PendingItem<I, A>[]): void {
    const queue = this.#queue;
    if (!queue.method.miss) return queue.lose(batch, 'in_doubt');
    queue.ledger.doubt(queue.scope, batch, 'in_doubt');
    for (const live of batch) {
      live.phase = 'running';
      live.doubt = true;
      live.dueAt = live.sentAt + queue.wire.times.ms(PROVE_AFTER_SECONDS);
    }
    for (const live of batch) this.#queue.forget(live);
  }

  /** Refused before anything was charged: it may be sent again where that makes sense. */
  #notCharged(batch: readonly PendingItem<I, A>[], error: SnovioError): void {
    this.#queue.ledger.release(this.#queue.scope, batch);
    const tired = batch.filter(live => isTired(live, error));
    for (const live of batch) live.phase = 'queued';
    if (error.code === 'refused' && batch.length > 1) {
      for (const live of batch) live.solo = true;
    } else if (error.code === 'hourly_quota') {
      this.#queue.notRun(this.#queue.inPhase('check', 'queued'), 'hourly_quota');
    } else if (error.code === 'not_enough_credits' || error.code === 'plan_forbidden') {
      this.#refuseAll(this.#queue.inPhase(...REFUSED_BY[error.code]), error);
    } else if (!mayBeRepeated(error)) {
      this.#refuseAll(batch, error);
    } else this.#refuseAll(error.code === 'rate_limited' ? [] : tired, error);
    for (const live of batch) this.#queue.forget(live);
    this.review('rate_limit');
  }

  #refuseAll(lives: readonly PendingItem<I, A>[], error: unknown): void {
    if (hasCode(error, 'hourly_quota')) return this.#queue.notRun(lives, 'hourly_quota');
    const known = error as SnovioError;
    for (const live of lives)
      this.#queue.deliver(live, { status: 'failed', reason: known.code, error: known });
  }

  #withinQuota(batch: readonly PendingItem<I, A>[]): boolean {
    const { quota } = this.#queue.options;
    if (!quota || quota.take(batch.length)) return true;
    this.#queue.notRun(this.#queue.inPhase('check', 'queued'), 'hourly_quota');
    return false;
  }
}
