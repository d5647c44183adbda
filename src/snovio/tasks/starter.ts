import { hasCode, type SnovioError } from '../../errors.ts';
import { notCharged } from '../transport/answer.ts';
import { expectResult, withWebhook } from './arrival.ts';
import { hasFailedTooOften, mayBeRepeated, REFUSED_BY, unclear, unknownTo, unrecorded } from './failures.ts';
import { Gathering } from './gathering.ts';
import type { State } from './item.ts';
import type { AnyMethod, Found, Step } from './method.ts';
import { RecentMisses } from './recent-misses.ts';
import { recordPayments, takesSlot } from './record-payments.ts';
import { READS_PER_ITEM, type Work } from './work.ts';
import { isPaidStill, payerOf, type WorkItem } from './work-item.ts';

/** How many batches may be between their first request and their payment. Later batches wait, so that each gets through. */
const PARALLEL = 4;
/** How long a free read that knew nothing is not repeated. */
const MISS_SECONDS = 600;

/** Brings items to Snov.io: the free read where there is one, then the charged request, recorded before it leaves. */
export class Starter {
  readonly #work: Work;
  readonly #method: AnyMethod;
  readonly #missed: RecentMisses;
  #checks = 0;
  /** Of the free reads, those that have no slot and no items yet. A slow answer holds up no other read. */
  #openChecks = 0;
  #starts = 0;
  readonly #gathering = new Gathering(() => this.work());

  constructor(work: Work, method: AnyMethod) {
    this.#work = work;
    this.#method = method;
    this.#missed = new RecentMisses(work.options.api.times.ms(MISS_SECONDS));
  }

  /** Where an item begins: with the free read, unless there is none or it knew nothing a while ago. */
  firstState(key: string): State & { name: 'checking' | 'queued' } {
    return { name: this.#method.check && !this.#missed.has(key) ? 'checking' : 'queued' };
  }

  /** Items were added. They are sent at once if they fill a request, otherwise after a short wait for more. */
  gather(): void {
    this.#gathering.wait();
    this.work();
  }

  /** Starts as many requests as may run. During the short wait for more items only full requests leave. */
  work(): void {
    const requests = (items: number) => {
      const exact = items / this.#method.batch;
      return this.#gathering.open ? Math.floor(exact) : Math.ceil(exact);
    };
    const starts = requests(this.#payable().length);
    while (this.#starts < Math.min(PARALLEL, starts)) this.#run('start');
    const checks = requests(this.#checkable().length);
    while (this.#checks + this.#starts < PARALLEL && this.#openChecks < checks) this.#run('check');
  }

  #run(turn: 'check' | 'start'): void {
    const count = (by: 1 | -1) => {
      if (turn === 'check') this.#checks += by;
      else this.#starts += by;
    };
    count(1);
    const work = turn === 'check' ? this.#check() : this.#start();
    void work
      .catch(error => this.#refuse(this.#waiting(), error))
      .finally(() => {
        count(-1);
        this.work();
      });
  }

  #waiting(): WorkItem[] {
    return this.#work.standing(this.#method, 'checking', 'queued');
  }

  #checkable(): WorkItem[] {
    const now = performance.now();
    return this.#work.standing(this.#method, 'checking').filter(item => item.dueAt <= now);
  }

  #payable(): WorkItem[] {
    return this.#work.standing(this.#method, 'queued').filter(item => payerOf(item) !== undefined);
  }

  /** Gets the token, and a turn as long as the work is wanted. A failure ends all items that wait for a start. */
  async #ready(turn: 'check' | 'start', wanted: () => boolean): Promise<string | undefined> {
    try {
      const ownSlot = turn === 'start' && takesSlot(this.#work, this.#method);
      return await this.#work.options.api.ready(turn, wanted, ownSlot);
    } catch (error) {
      await this.#refuse(this.#waiting(), error);
      return undefined;
    }
  }

  async #check(): Promise<void> {
    this.#openChecks += 1;
    const token = await this.#ready('check', () => this.#checkable().length > 0);
    this.#openChecks -= 1;
    const batch = this.#checkable().slice(0, this.#method.batch);
    const step = this.#method.check?.(batch.map(item => item.input));
    if (token === undefined || batch.length === 0 || !step) return;
    await this.#work.hold(batch, () => this.#read(batch, step, token));
    this.#work.dropUnpayable();
    this.#work.poll(this.#method);
  }

  async #read(
    batch: readonly WorkItem[],
    { request, read }: Step<readonly Found<unknown>[]>,
    token: string,
  ): Promise<void> {
    try {
      // What is unknown has to be paid for and read back. A read that leaves no quota for that is of no use.
      if (!(await this.#withinQuota(batch, (1 + READS_PER_ITEM) * batch.filter(payerOf).length))) return;
      const found = read(await this.#work.requests.read(batch, request, token));
      await this.#work.told(batch, found);
      this.#missed.add(batch.filter(item => item.state.name === 'queued').map(item => item.key));
      // What was queued upstream from elsewhere is polled from now on: when it was queued is not known here.
      for (const item of batch) item.dueAt = performance.now() + this.#work.pollGap(this.#method);
      await this.#checkAgain(batch, undefined);
    } catch (error) {
      await this.#checkFailed(batch, error);
    }
  }

  async #checkFailed(batch: readonly WorkItem[], error: unknown): Promise<void> {
    // Where the pace is paused, the same read is made again when it goes on.
    if (hasCode(error, 'rate_limited', 'cancelled')) return;
    if (hasCode(error, 'hourly_quota', 'plan_forbidden'))
      return this.#refuse(this.#waiting().concat(batch), error);
    // These reads have words for what is unknown, so a 404 is none of them.
    if (hasCode(error, 'not_found')) return this.#checkAgain(batch, undefined);
    const mayPass = hasCode(error, 'upstream_unavailable', 'upstream_malformed', 'unauthorized');
    return mayPass ? this.#checkAgain(batch, error) : this.#refuse(batch, error);
  }

  /** Reads again, with a growing pause, what was not answered. */
  async #checkAgain(batch: readonly WorkItem[], error: unknown): Promise<void> {
    const open = batch.filter(item => item.state.name === 'checking');
    if (open.length === 0) return;
    const backoff = this.#work.options.api.times.ms(0.5 * 2 ** (open[0]?.failures ?? 0));
    const exhausted = open.filter(item => hasFailedTooOften(item, error));
    await this.#refuse(exhausted, error ?? unclear());
    for (const item of open) item.dueAt = performance.now() + backoff;
    // Timers may fire a little early: what they were set for is due then all the same.
    setTimeout(() => {
      for (const item of open) item.dueAt = 0;
      this.work();
    }, backoff).unref();
  }

  async #start(): Promise<void> {
    const token = await this.#ready('start', () => this.#payable().length > 0);
    const picked = this.#pick();
    if (token === undefined || picked.length === 0) return;
    const batch = await this.#work.hold(picked, () => this.#claim(picked));
    if (batch.length > 0) this.#work.requests.keep(this.#pay(batch, token));
    this.#work.dropUnpayable();
    // Where many may start at once, each leaves before the next is recorded, and answers are heard meanwhile.
    await new Promise(resolve => setImmediate(resolve));
  }

  #pick(): WorkItem[] {
    const { batch, together } = this.#method;
    const picked: WorkItem[] = [];
    for (const item of this.#payable()) {
      if (picked.length === batch) break;
      if (picked.length > 0 && item.alone) continue;
      if (together && !picked.every(other => together(item.input, other.input))) continue;
      picked.push(item);
      if (item.alone) break;
    }
    return picked;
  }

  /** Records the payments when it is their turn and before anything is sent. What is not recorded is not sent. */
  async #claim(picked: readonly WorkItem[]): Promise<WorkItem[]> {
    try {
      if (!(await this.#withinQuota(picked, READS_PER_ITEM * picked.length))) return [];
      const { at, claimed, taken, walled } = await recordPayments(this.#work, this.#method, picked);
      const those = (keys: readonly string[]) => picked.filter(item => keys.includes(item.key));
      await this.#work.apply(those(taken).map(item => ({ item, event: { type: 'taken' } })));
      for (const item of those(taken)) this.#work.watch(item);
      await this.#work.walled(those(walled));
      const batch = those(claimed);
      await this.#work.apply(batch.map(item => ({ item, event: { type: 'claimed', sentAt: at } })));
      for (const item of batch) if (item.payer) item.payer.paid = item.payer.price;
      return await this.#stillWanted(batch);
    } catch (error) {
      await this.#refuse(picked, unrecorded(error));
      return [];
    }
  }

  /** Nothing charged leaves after its call's answer: the store may have been slow. */
  async #stillWanted(batch: readonly WorkItem[]): Promise<WorkItem[]> {
    const late = batch.filter(item => !isPaidStill(item));
    await this.#work.apply(late.map(item => ({ item, event: { type: 'refused' } })));
    const wanted = batch.filter(item => !late.includes(item));
    for (const item of wanted) this.#missed.delete(item.key);
    return wanted;
  }

  async #pay(batch: readonly WorkItem[], token: string): Promise<void> {
    await this.#work.hold(batch, () => this.#send(batch, token));
    this.#work.dropUnpayable();
    this.#work.poll(this.#method, batch);
    for (const method of new Set([this.#method, ...batch.map(item => item.method)])) this.#work.start(method);
  }

  async #send(batch: readonly WorkItem[], token: string): Promise<void> {
    const expected = await expectResult(this.#work, this.#method, batch);
    for (const item of batch) item.expected = expected;
    try {
      const { request, read } = this.#method.start(batch.map(item => item.input));
      const asked = expected ? withWebhook(request, expected.url) : request;
      const { task, found } = read(await this.#work.requests.pay(batch, asked, token));
      await this.#accepted(batch, task, found);
    } catch (error) {
      if (notCharged(error)) await this.#notCharged(batch, error);
      else await this.#work.apply(batch.map(item => ({ item, event: { type: 'unanswered' } })));
    }
  }

  /** If the answer names a task, that task is polled for every item of which the answer says nothing. */
  async #accepted(
    batch: readonly WorkItem[],
    task: string | undefined,
    found: readonly Found<unknown>[] | undefined,
  ): Promise<void> {
    await this.#work.apply(
      batch.map((item, i) => {
        const own = found?.[i];
        const accepted = !found || (task !== undefined && own?.state === 'unclear');
        return {
          item,
          event: accepted ? { type: 'accepted', task } : { type: 'told', found: own ?? { state: 'unclear' } },
        };
      }),
    );
  }

  /** The start was refused before anything was charged. It is sent again where that makes sense. */
  async #notCharged(batch: readonly WorkItem[], error: SnovioError): Promise<void> {
    await this.#work.apply(batch.map(item => ({ item, event: { type: 'refused' } })));
    const { results } = this.#work.options;
    if (error.code === 'refused' && results?.isAllowed && batch.some(item => item.expected)) {
      // Perhaps for the URL that its result was to be sent to: then nothing could be started any more.
      results.isAllowed = false;
      return;
    }
    if (error.code === 'not_found') await this.#tryLegacy(batch, error);
    else if (error.code === 'refused' && batch.length > 1) {
      for (const item of batch) item.alone = true;
    } else if (error.code === 'hourly_quota') {
      await this.#work.notRun([...this.#waiting(), ...batch], 'hourly_quota');
    } else if (error.code === 'not_enough_credits' || error.code === 'plan_forbidden') {
      await this.#refuse([...this.#work.standing(this.#method, ...REFUSED_BY[error.code]), ...batch], error);
    } else if (!mayBeRepeated(error)) {
      await this.#refuse(batch, error);
    } else if (error.code !== 'rate_limited') {
      const exhausted = batch.filter(item => hasFailedTooOften(item, error));
      await this.#refuse(exhausted, error);
    }
  }

  /** A 404 on a v2 start can mean unknown data or a retired method, so v1 is tried for these items. */
  async #tryLegacy(batch: readonly WorkItem[], error: SnovioError): Promise<void> {
    const { generations, methods } = this.#work.options;
    const isCurrent = generations.auto && this.#method.generation === 'v2';
    const legacy = isCurrent ? methods.find(method => method.generation === 'v1') : undefined;
    const moved = legacy ? batch.filter(item => !item.pinned) : [];
    if (legacy) this.#work.moveTo(legacy, moved);
    const stuck = batch.filter(item => !moved.includes(item));
    for (const item of stuck) await this.#refuse([item], unknownTo(this.#method, item, error));
  }

  async #refuse(items: readonly WorkItem[], error: unknown): Promise<void> {
    if (hasCode(error, 'hourly_quota')) return this.#work.notRun(items, 'hourly_quota');
    const known = error as SnovioError;
    await this.#work.drop(items, {
      status: 'failed',
      reason: known.code ?? 'upstream_malformed',
      error: known,
    });
  }

  async #withinQuota(batch: readonly WorkItem[], keep: number): Promise<boolean> {
    if (await this.#work.mayUse(this.#method, batch.length, keep)) return true;
    await this.#work.notRun([...this.#waiting(), ...batch], 'hourly_quota');
    return false;
  }
}
