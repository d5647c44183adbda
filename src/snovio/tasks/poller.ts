import { hasCode } from '../../errors.ts';
import type { Row } from '../../spending/store.ts';
import { PROVE_AFTER_SECONDS } from './item.ts';
import type { AnyMethod, Found } from './method.ts';
import { ageOf } from './open-item.ts';
import { PollTiming } from './poll-timing.ts';
import type { Work } from './work.ts';
import type { WorkItem } from './work-item.ts';

const PARALLEL = 6;
/** Failures in a row double the distance between two polls, no further than this. */
const MOST_DOUBLED = 5;
/** How often an answer that may have changed is read again in vain. */
const MOST_LOOKS = 3;

/** Reads, free, what is running: due tasks first, none sooner than Snov.io allows, none that nobody waits for. */
export class Poller {
  readonly #timing: PollTiming;
  readonly #work: Work;
  readonly #method: AnyMethod;
  /** When a task was last polled, also after its last waiter has left (`performance.now()`). */
  readonly #lastPoll = new Map<string, number>();
  #claims = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(work: Work, method: AnyMethod) {
    this.#work = work;
    this.#method = method;
    this.#timing = new PollTiming(work.options.api.times);
  }

  /** The first moment at which a stored item is to be polled. */
  firstDue(row: Row): number {
    const now = performance.now();
    const last = this.#lastPoll.get(row.task ?? row.item);
    const proof = row.state === 'doubt' ? now - ageOf(row.changedAt) + this.#proveMs : 0;
    return Math.max(
      proof,
      now - ageOf(row.sentAt) + this.#timing.first,
      last === undefined ? 0 : last + this.#timing.gap,
    );
  }

  /** The least between two polls of a task, in milliseconds. */
  get gap(): number {
    return this.#timing.gap;
  }

  /** Polls from now on these items too, whose start has been answered, or was lost. */
  started(items: readonly WorkItem[]): void {
    for (const item of items) {
      if (item.state.name === 'running') item.dueAt = item.state.started + this.#timing.first;
      if (item.state.name === 'doubtful') item.dueAt = item.state.since + this.#proveMs;
    }
    this.arm();
  }

  /** Polls what is due, and sets the clock to what is due next: a slow answer holds up no other task. */
  arm(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const later = this.#waiting().filter(item => item.dueAt > now);
    const next = Math.min(...later.map(item => item.dueAt));
    if (later.length > 0) this.#timer = setTimeout(() => this.arm(), next - now);
    this.#claim();
  }

  get #proveMs(): number {
    return this.#work.options.api.times.ms(PROVE_AFTER_SECONDS);
  }

  #waiting(): WorkItem[] {
    return this.#work
      .standing(this.#method, 'running', 'doubtful')
      .filter(item => item.waiters.size > 0 && !item.busy);
  }

  #due(): WorkItem[] {
    const now = performance.now();
    return this.#waiting()
      .filter(item => item.dueAt <= now)
      .sort((item, other) => item.dueAt - other.dueAt);
  }

  #claim(): void {
    const groups = new Set(this.#due().map((item, i) => taskOf(item) ?? Math.floor(i / this.#method.batch)));
    while (this.#claims < Math.min(PARALLEL, groups.size)) {
      this.#claims += 1;
      void this.#poll()
        .catch(() => {})
        .finally(() => this.arm());
    }
  }

  async #poll(): Promise<void> {
    const token = await this.#ready();
    const group = token === undefined ? [] : this.#pick();
    if (token === undefined || group.length === 0) return;
    for (const item of group) item.busy = true;
    try {
      await this.#read(group, token);
    } finally {
      this.#work.release(group);
    }
  }

  async #ready(): Promise<string | undefined> {
    try {
      return await this.#work.options.api.ready('poll', () => this.#due().length > 0);
    } catch (error) {
      // Without a token nothing can be read. What runs upstream stays pending; it is paid for.
      for (const item of this.#due()) this.#later(item);
      if (hasCode(error, 'unauthorized')) await this.#work.drop(this.#waiting(), { status: 'pending' });
      return undefined;
    } finally {
      this.#claims -= 1;
    }
  }

  /** v2: everything under the most overdue task; v1: as many due items as a request carries. */
  #pick(): WorkItem[] {
    const due = this.#due();
    const [first] = due;
    if (!first) return [];
    const task = taskOf(first);
    if (task !== undefined) return this.#waiting().filter(item => taskOf(item) === task);
    const single = due.filter(item => taskOf(item) === undefined);
    return [...single, ...this.#nearlyDue()].slice(0, this.#method.batch);
  }

  /** v1: items that may be polled already and will be due soon fill up a request that leaves anyway. */
  #nearlyDue(): WorkItem[] {
    const { gap } = this.#timing;
    const now = performance.now();
    return this.#waiting()
      .filter(item => item.state.name === 'running' && item.state.task === undefined)
      .filter(item => item.dueAt > now && item.dueAt <= now + gap / 2)
      .filter(item => now >= (this.#lastPoll.get(item.key) ?? startOf(item)) + gap)
      .sort((item, other) => item.dueAt - other.dueAt);
  }

  async #read(group: readonly WorkItem[], token: string): Promise<void> {
    const [first] = group;
    const step = this.#method.poll?.(
      group.map(item => item.input),
      first && taskOf(first),
    );
    if (!step) return;
    if (!(await this.#work.mayUse(this.#method, group.length, 0))) return this.#rest();
    this.#stamp(group);
    const isFirst = group.every(item => item.polls === 0);
    try {
      const found = step.read(await this.#work.requests.read(group, step.request, token));
      if (isFirst) this.#timing.learn(found.filter(one => one.state !== 'running').length / group.length);
      await this.#told(group, found);
    } catch (error) {
      await this.#failed(group, error);
    }
  }

  /** What says nothing is asked for again, at growing distances. */
  async #told(group: readonly WorkItem[], found: readonly Found<unknown>[]): Promise<void> {
    const now = performance.now();
    for (const [i, item] of group.entries()) {
      item.polls += 1;
      if ((found[i]?.state ?? 'unclear') === 'unclear') this.#later(item);
      else {
        item.failures = 0;
        item.dueAt = now + this.#timing.next(now - startOf(item));
      }
    }
    await this.#work.told(group, found);
    // What is known already stays, where a second look tells nothing.
    const tired = group.filter(item => item.fallback && item.failures >= MOST_LOOKS);
    await this.#work.drop(tired, { status: 'pending' });
    this.#work.dropOrphans();
    this.#work.start(this.#method);
  }

  #stamp(group: readonly WorkItem[]): void {
    const now = performance.now();
    if (this.#lastPoll.size > 1000) {
      for (const [key, at] of this.#lastPoll) if (at + this.#timing.gap < now) this.#lastPoll.delete(key);
    }
    for (const item of group) this.#lastPoll.set(taskOf(item) ?? item.key, now);
  }

  #later(item: WorkItem): void {
    item.failures += 1;
    item.dueAt = performance.now() + this.#timing.gap * 2 ** Math.min(item.failures - 1, MOST_DOUBLED);
  }

  /** The hourly quota is used up: what runs is paid for, and a later call reads it. */
  async #rest(): Promise<void> {
    const running = this.#work.standing(this.#method, 'running', 'doubtful');
    await this.#work.drop(running, { status: 'pending', reason: 'hourly_quota' });
  }

  /** A 404 says no more of a paid item than any other failure: the task may be younger than its index, or the server ill. */
  async #failed(group: readonly WorkItem[], error: unknown): Promise<void> {
    if (hasCode(error, 'hourly_quota')) return this.#rest();
    for (const item of group) this.#later(item);
    if (hasCode(error, 'cancelled')) return;
    await this.#work.told(
      group,
      group.map(() => ({ state: 'unclear' })),
    );
  }
}

function taskOf({ state }: WorkItem): string | undefined {
  return state.name === 'running' ? state.task : undefined;
}

function startOf({ state }: WorkItem): number {
  return 'started' in state ? state.started : 0;
}
