import { hasCode } from '../../errors.ts';
import type { Row } from '../../spending/store.ts';
import { PROVE_AFTER_SECONDS } from './item.ts';
import type { AnyMethod, Found } from './method.ts';
import { PollTiming } from './poll-timing.ts';
import type { Work } from './work.ts';
import type { WorkItem } from './work-item.ts';

const PARALLEL = 6;
/** Failures in a row double the time between two polls, at most this often. */
const MAX_DOUBLINGS = 5;
/** After its usual time, a result that Snov.io is to send is given so long before it is polled. */
const LATE_SECONDS = 5;
/** How often a provisional answer is read again in vain. */
const MAX_REREADS = 3;

/** Makes the free reads of what runs: due tasks first, none sooner than Snov.io allows, and only what a call waits for. */
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
    const proof = row.state === 'doubt' ? now - row.changedMsAgo + this.#proveMs : 0;
    return Math.max(
      proof,
      now - row.sentMsAgo + this.#timing.first,
      last === undefined ? 0 : last + this.#timing.gap,
    );
  }

  /** The shortest time between two polls of a task, in milliseconds. */
  get gap(): number {
    return this.#timing.gap;
  }

  /** Polls these items from now on: their start has been answered, or its answer was lost. */
  started(items: readonly WorkItem[]): void {
    const first = this.#timing.first + (this.#isCrowded() ? this.#timing.gap : 0);
    // What Snov.io sends by itself comes when it is ready: only where it does not come, it is polled.
    const isSent = this.#work.options.results?.isReliable === true;
    const late = this.#work.options.api.times.ms(LATE_SECONDS);
    for (const item of items) {
      if (item.state.name === 'running')
        item.dueAt = item.state.started + first + (isSent && item.expected ? late : 0);
      if (item.state.name === 'doubtful') item.dueAt = item.state.since + this.#proveMs;
    }
    this.arm();
  }

  /** Polls what is due, and sets the timer for what is due next. A slow answer holds up no other task. */
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
    return this.#work.standing(this.#method, 'running', 'doubtful');
  }

  /** Where many tasks run, the last of them decides when a call ends, and a read that comes too early takes another's slot. */
  #isCrowded(): boolean {
    const all = this.#work.standing(this.#method, 'queued', 'sending', 'running');
    return all.length > PARALLEL * this.#method.batch;
  }

  #due(): WorkItem[] {
    const now = performance.now();
    const due = this.#waiting()
      .filter(item => item.dueAt <= now)
      .sort((item, other) => item.dueAt - other.dueAt);
    return this.#mayFillUp(due) ? due.filter(item => !hasNoTask(item)) : due;
  }

  /** v1: a read that is not full waits for what is due within the shortest time between two polls, and carries it too. */
  #mayFillUp(due: readonly WorkItem[]): boolean {
    const single = due.filter(hasNoTask);
    const [first] = single;
    if (!first || single.length >= this.#method.batch) return false;
    const [now, last] = [performance.now(), first.dueAt + this.#timing.gap];
    return this.#waiting().some(item => hasNoTask(item) && item.dueAt > now && item.dueAt <= last);
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
    if (token === undefined) return;
    const group = this.#pick();
    if (group.length === 0) return;
    await this.#work.hold(group, () => this.#read(group, token));
    this.#work.dropUnpayable();
    this.#work.start(this.#method);
  }

  async #ready(): Promise<string | undefined> {
    try {
      return await this.#work.options.api.ready('poll', () => this.#due().length > 0);
    } catch (error) {
      // Without a token nothing can be read. What runs upstream stays pending; it is paid for.
      for (const item of this.#due()) this.#postpone(item);
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
    return due.filter(hasNoTask).slice(0, this.#method.batch);
  }

  async #read(group: readonly WorkItem[], token: string): Promise<void> {
    const [first] = group;
    const step = this.#method.poll?.(
      group.map(item => item.input),
      first && taskOf(first),
    );
    if (!step) return;
    // That a task was over when it was read late does not tell whether it would have been over in time.
    const isLate = first && performance.now() - startOf(first) > this.#timing.first + this.#timing.gap / 2;
    const isFirst = group.every(item => item.polls === 0);
    try {
      if (!(await this.#work.mayUse(this.#method, group.length))) return await this.#leavePending(group);
      this.#stamp(group);
      const found = step.read(await this.#work.requests.read(group, step.request, token));
      const overShare = found.filter(({ state }) => state !== 'running').length / group.length;
      if (isFirst && !(isLate && overShare > 0)) this.#timing.learn(overShare);
      if (overShare > 0) first?.expected?.missed();
      await this.#told(group, found);
    } catch (error) {
      await this.#failed(group, error);
    }
  }

  /** Applies an answer. Items that it says nothing about are read again, with growing pauses. */
  async #told(group: readonly WorkItem[], found: readonly Found<unknown>[]): Promise<void> {
    const now = performance.now();
    for (const [i, item] of group.entries()) {
      item.polls += 1;
      if ((found[i]?.state ?? 'unclear') === 'unclear') this.#postpone(item);
      else {
        item.failures = 0;
        item.dueAt = now + this.#timing.next(now - startOf(item));
      }
    }
    await this.#work.told(group, found);
    // What is known already stays, where a second look tells nothing.
    const tired = group.filter(item => item.fallback && item.failures >= MAX_REREADS);
    await this.#work.drop(tired, { status: 'pending' });
  }

  #stamp(group: readonly WorkItem[]): void {
    const now = performance.now();
    if (this.#lastPoll.size > 1000) {
      for (const [key, at] of this.#lastPoll) if (at + this.#timing.gap < now) this.#lastPoll.delete(key);
    }
    for (const item of group) this.#lastPoll.set(taskOf(item) ?? item.key, now);
  }

  #postpone(item: WorkItem): void {
    item.failures += 1;
    item.dueAt = performance.now() + this.#timing.gap * 2 ** Math.min(item.failures - 1, MAX_DOUBLINGS);
  }

  /** The hourly quota is used up: what runs is paid for, and a later call reads it. What is in doubt stays so. */
  async #leavePending(group: readonly WorkItem[]): Promise<void> {
    const left = [...new Set([...group, ...this.#waiting()])];
    const isDoubtful = ({ state }: WorkItem) => state.name === 'doubtful';
    await this.#work.drop(left.filter(isDoubtful), { status: 'pending', reason: 'in_doubt' });
    await this.#work.drop(
      left.filter(item => !isDoubtful(item)),
      { status: 'pending', reason: 'hourly_quota' },
    );
  }

  /** A 404 says no more about a paid item than any other failure: Snov.io may not have indexed the task yet. */
  async #failed(group: readonly WorkItem[], error: unknown): Promise<void> {
    if (hasCode(error, 'hourly_quota')) return this.#leavePending(group);
    for (const item of group) this.#postpone(item);
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

function hasNoTask(item: WorkItem): boolean {
  return taskOf(item) === undefined;
}

function startOf({ state }: WorkItem): number {
  return 'started' in state ? state.started : 0;
}
