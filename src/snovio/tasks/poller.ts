import { hasCode } from '../../errors.ts';
import type { ItemQueue } from './item-queue.ts';
import type { PendingItem } from './pending-item.ts';

/** A result call that answers 404 is believed after this long: the task may be younger than its index. */
const LOST_AFTER_SECONDS = 10;
/** A v1 item whose charge is in doubt is read no sooner, so that a slow queue is not taken for "never queued". */
export const PROVE_AFTER_SECONDS = 10;
const PARALLEL = 6;

/** Reads, free, what is running: due tasks first, none sooner than Snov.io allows, none that nobody waits for. */
export class Poller<I, A> {
  readonly #queue: ItemQueue<I, A>;
  readonly #requeue: (lives: readonly PendingItem<I, A>[]) => void;
  /** When a task was last polled, also after its last waiter has left. */
  readonly #lastPoll = new Map<string, number>();
  readonly #busy = new Set<PendingItem<I, A>>();
  #claims = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param requeue takes items that turned out never to have been charged */
  constructor(queue: ItemQueue<I, A>, requeue: (lives: readonly PendingItem<I, A>[]) => void) {
    this.#queue = queue;
    this.#requeue = requeue;
  }

  /** The first moment an item that runs since `sentAt` is to be polled. */
  firstDue(task: string | undefined, item: string, sentAt: number): number {
    const last = this.#lastPoll.get(task ?? item);
    return Math.max(
      sentAt + this.#queue.rhythm.first,
      last === undefined ? 0 : last + this.#queue.rhythm.gap,
    );
  }

  /** Polls what is due, and sets the clock to what is due next: a slow answer holds up no other task. */
  arm(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const later = this.#waiting().filter(live => live.dueAt > now);
    const next = Math.min(...later.map(live => live.dueAt));
    if (later.length > 0) this.#timer = setTimeout(() => this.arm(), next - now);
    this.#claim();
  }

  #waiting(): PendingItem<I, A>[] {
    return this.#queue.inPhase('running').filter(live => live.waiters.size > 0 && !this.#busy.has(live));
  }

  #due(): PendingItem<I, A>[] {
    const now = Date.now();
    return this.#waiting()
      .filter(live => live.dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  #claim(): void {
    const groups = new Set(
      this.#due().map((live, i) => live.task ?? Math.floor(i / this.#queue.method.batch)),
    );
    while (this.#claims < Math.min(PARALLEL, groups.size)) {
      this.#claims += 1;
      void this.#poll().finally(() => this.arm());
    }
  }

  async #poll(): Promise<void> {
    const token = await this.#ready();
    const group = token === undefined ? [] : this.#pick();
    if (token === undefined || group.length === 0) return;
    for (const live of group) this.#busy.add(live);
    try {
      await this.#read(group, token);
    } finally {
      for (const live of group) this.#busy.delete(live);
    }
  }

  async #ready(): Promise<string | undefined> {
    try {
      return await this.#queue.wire.ready('poll', () => this.#due().length > 0);
    } catch (error) {
      // Without a token nothing can be read. What runs upstream stays pending; it is paid for.
      for (const live of this.#due()) this.#later(live);
      if (hasCode(error, 'unauthorized')) {
        for (const live of this.#waiting()) this.#queue.deliver(live, { status: 'pending' });
      }
      return undefined;
    } finally {
      this.#claims -= 1;
    }
  }

  /** v2: everything under the most overdue task; v1: as many due items as a request carries. */
  #pick(): PendingItem<I, A>[] {
    const due = this.#due();
    const first = due[0];
    if (!first) return [];
    if (first.task !== undefined) return this.#waiting().filter(live => live.task === first.task);
    const single = due.filter(live => live.task === undefined);
    return [...single, ...this.#nearlyDue()].slice(0, this.#queue.method.batch);
  }

  /** v1: items that may be polled already and will be due soon fill up a request that leaves anyway. */
  #nearlyDue(): PendingItem<I, A>[] {
    const { gap } = this.#queue.rhythm;
    const now = Date.now();
    return this.#waiting()
      .filter(live => live.task === undefined && live.dueAt > now && live.dueAt <= now + gap / 2)
      .filter(live => now >= (this.#lastPoll.get(live.item) ?? live.sentAt) + gap)
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  async #read(group: readonly PendingItem<I, A>[], token: string): Promise<void> {
    const queue = this.#queue;
    const task = group[0]?.task;
    const step = queue.method.poll?.(
      group.map(live => live.input),
      task,
    );
    if (!step) return;
    if (queue.options.quota?.take(group.length) === false) return this.#rest();
    this.#stamp(group);
    const first = group.every(live => live.polls === 0);
    try {
      const found = step.read(await queue.read(group, step.request, token));
      if (first) queue.rhythm.learn(found.filter(one => one.state !== 'running').length / group.length);
      for (const live of group) this.#next(live);
      this.#judge(queue.absorb(group, found));
    } catch (error) {
      this.#failed(group, error);
    }
  }

  #stamp(group: readonly PendingItem<I, A>[]): void {
    const now = Date.now();
    if (this.#lastPoll.size > 1000) {
      for (const [key, at] of this.#lastPoll)
        if (at + this.#queue.rhythm.gap < now) this.#lastPoll.delete(key);
    }
    for (const live of group) this.#lastPoll.set(live.task ?? live.item, now);
  }

  #next(live: PendingItem<I, A>): void {
    live.polls += 1;
    live.dueAt = Date.now() + this.#queue.rhythm.next(Date.now() - live.sentAt);
  }

  #later(live: PendingItem<I, A>): void {
    live.failures += 1;
    live.dueAt = Date.now() + this.#queue.rhythm.gap * 2 ** Math.min(live.failures - 1, 5);
  }

  /** v1: upstream knows nothing about these. Whether that is final depends on the method and on their age. */
  #judge(absent: readonly PendingItem<I, A>[]): void {
    const { miss } = this.#queue.method;
    if (!miss) return;
    const final = absent.filter(live => this.#isFinal(live));
    const doubtful = final.filter(live => live.doubt);
    const paid = final.filter(live => !live.doubt);
    const { answer } = miss;
    if (!answer) {
      this.#queue.lose(paid, 'task_lost');
      return this.#requeue(doubtful);
    }
    this.#queue.lose(doubtful, 'in_doubt');
    this.#queue.absorb(
      paid,
      paid.map(live => answer(live.input)),
    );
  }

  #isFinal(live: PendingItem<I, A>): boolean {
    const { miss } = this.#queue.method;
    if (!miss) return false;
    if (miss.afterRunning && live.seenRunning) return true;
    const patience = live.doubt && !miss.answer ? PROVE_AFTER_SECONDS : miss.afterSeconds;
    return Date.now() >= live.sentAt + this.#queue.wire.times.ms(patience);
  }

  /** The hourly quota is used up: what runs is paid for, and a later call reads it. */
  #rest(): void {
    for (const live of this.#queue.inPhase('running')) this.#queue.deliver(live, { status: 'pending' });
  }

  #failed(group: readonly PendingItem<I, A>[], error: unknown): void {
    if (hasCode(error, 'hourly_quota')) return this.#rest();
    const old = (live: PendingItem<I, A>) =>
      Date.now() >= live.sentAt + this.#queue.wire.times.ms(LOST_AFTER_SECONDS);
    if (hasCode(error, 'not_found') && this.#queue.method.generation === 'v2') {
      this.#queue.lose(group.filter(old), 'task_lost');
    }
    for (const live of group) this.#later(live);
    if (hasCode(error, 'not_found') && this.#queue.method.generation === 'v1') this.#judge(group);
  }
}
