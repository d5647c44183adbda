import { hasCode, type SnovioError } from '../../errors.ts';
import type { Entry } from '../../spending/store.ts';
import { notCharged } from '../transport/answer.ts';
import { isTired, mayBeRepeated, REFUSED_BY, unclear, unrecorded } from './failures.ts';
import { Gathering } from './gathering.ts';
import type { State } from './item.ts';
import type { AnyMethod, Found } from './method.ts';
import { RecentMisses } from './recent-misses.ts';
import { READS_PER_ITEM, type Work } from './work.ts';
import { payerOf, type WorkItem } from './work-item.ts';

/** How many batches may be between their first request and their payment: later ones wait, so that each gets through. */
const PARALLEL = 4;
/** A free read that knew nothing is not repeated so soon. */
const MISS_SECONDS = 600;

/** Brings items to Snov.io: the free read where there is one, then the charged request, recorded before it leaves. */
export class Starter {
  readonly #work: Work;
  readonly #method: AnyMethod;
  readonly #missed: RecentMisses;
  #checks = 0;
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

  /** New items have come: goes to work at once when they fill a request, else when their company has had its chance. */
  gather(): void {
    if (this.#method.batch === 1) return this.work();
    this.#gathering.wait();
    this.work();
  }

  /** Full requests leave at once; while company may still come, the rest waits for it. */
  work(): void {
    const requests = (items: number) => {
      const exact = items / this.#method.batch;
      return this.#gathering.open ? Math.floor(exact) : Math.ceil(exact);
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
    void work
      .catch(error => this.#refuse(this.#waiting(), error))
      .finally(() => {
        count(-1);
        this.work();
      });
  }

  #waiting(): WorkItem[] {
    return this.#work.standing(this.#method, 'checking', 'queued').filter(item => !item.busy);
  }

  #checkable(): WorkItem[] {
    const now = performance.now();
    return this.#work
      .standing(this.#method, 'checking')
      .filter(item => !item.busy && item.waiters.size > 0 && item.dueAt <= now);
  }

  #payable(): WorkItem[] {
    return this.#work
      .standing(this.#method, 'queued')
      .filter(item => !item.busy && payerOf(item) !== undefined);
  }

  /** The token and a slot for work that is still wanted; a failure ends everything that waits for the start. */
  async #ready(turn: 'check' | 'start', wanted: () => boolean): Promise<string | undefined> {
    try {
      return await this.#work.options.api.ready(turn, wanted);
    } catch (error) {
      await this.#refuse(this.#waiting(), error);
      return undefined;
    }
  }

  async #check(): Promise<void> {
    const token = await this.#ready('check', () => this.#checkable().length > 0);
    const batch = this.#checkable().slice(0, this.#method.batch);
    const step = this.#method.check?.(batch.map(item => item.input));
    if (token === undefined || batch.length === 0 || !step) return;
    for (const item of batch) item.busy = true;
    try {
      // What is unknown has to be paid for and read back: a read that leaves no room for that helps nobody.
      if (!(await this.#withinQuota(batch, (1 + READS_PER_ITEM) * batch.length))) return;
      const found = step.read(await this.#work.requests.read(batch, step.request, token));
      await this.#work.told(batch, found);
      this.#missed.add(batch.filter(item => item.state.name === 'queued').map(item => item.key));
      for (const item of batch) if (item.state.name === 'running') item.dueAt = this.#soon(item);
      await this.#again(batch, undefined);
      this.#work.dropOrphans();
      this.#work.poll(this.#method);
    } catch (error) {
      await this.#checkFailed(batch, error);
    } finally {
      this.#work.release(batch);
    }
  }

  /** Somebody else has queued it upstream: nobody here knows when. */
  #soon(item: WorkItem): number {
    return performance.now() + this.#work.pollGap(item.method);
  }

  async #checkFailed(batch: readonly WorkItem[], error: unknown): Promise<void> {
    // The pace is paused: as soon as it goes on, the same read may well succeed.
    if (hasCode(error, 'rate_limited')) return;
    if (hasCode(error, 'cancelled')) return;
    if (hasCode(error, 'hourly_quota', 'plan_forbidden'))
      return this.#refuse(this.#waiting().concat(batch), error);
    const passing = hasCode(error, 'upstream_unavailable', 'upstream_malformed', 'unauthorized');
    if (!passing) return this.#refuse(batch, error);
    return this.#again(batch, error);
  }

  /** What was not answered is read again after a moment: whatever ails Snov.io may pass. */
  async #again(batch: readonly WorkItem[], error: unknown): Promise<void> {
    const open = batch.filter(item => item.state.name === 'checking');
    if (open.length === 0) return;
    const backoff = this.#work.options.api.times.ms(0.5 * 2 ** (open[0]?.failures ?? 0));
    const tired = open.filter(item => isTired(item, error));
    await this.#refuse(tired, error ?? unclear());
    for (const item of open) item.dueAt = performance.now() + backoff;
    setTimeout(() => this.work(), backoff + 1).unref();
  }

  async #start(): Promise<void> {
    const token = await this.#ready('start', () => this.#payable().length > 0);
    const picked = this.#pick();
    if (token === undefined || picked.length === 0) return;
    for (const item of picked) item.busy = true;
    const batch = await this.#claim(picked).finally(() => this.#work.release(picked));
    if (batch.length > 0) this.#work.requests.keep(this.#send(batch, token));
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

  /** The store's record between the slot and the bytes. What is not recorded is not sent. */
  async #claim(picked: readonly WorkItem[]): Promise<WorkItem[]> {
    const { store, scope, walls } = this.#work.options;
    if (!(await this.#withinQuota(picked, READS_PER_ITEM * picked.length))) return [];
    const entries = picked.flatMap(item => entryOf(item) ?? []);
    const tool = picked.find(item => item.payer)?.payer?.tool ?? '';
    if (entries.length === 0) return [];
    try {
      const payer = { generation: this.#method.generation, tool, walls };
      const { at, claimed, taken, walled } = await store.claim(scope, entries, payer);
      const those = (keys: readonly string[]) => picked.filter(item => keys.includes(item.key));
      await this.#work.apply(those(taken).map(item => ({ item, event: { type: 'taken' } })));
      for (const item of those(taken)) this.#work.watch(item);
      await this.#work.notRun(those(walled), 'credit_ceiling');
      const batch = those(claimed);
      await this.#work.apply(batch.map(item => ({ item, event: { type: 'claimed', sentAt: at } })));
      for (const item of batch) if (item.payer) item.payer.paid = item.payer.price;
      return await this.#stillWanted(batch);
    } catch (error) {
      await this.#refuse(picked, unrecorded(error));
      return [];
    }
  }

  /** Nothing charged leaves after its call's answer: the store may have taken its time. */
  async #stillWanted(batch: readonly WorkItem[]): Promise<WorkItem[]> {
    const late = batch.filter(
      item => !item.payer || !item.waiters.has(item.payer) || payerOf(item) === undefined,
    );
    await this.#work.apply(late.map(item => ({ item, event: { type: 'refused' } })));
    if (late.length > 0) this.#work.dropOrphans();
    const wanted = batch.filter(item => !late.includes(item));
    for (const item of wanted) this.#missed.delete(item.key);
    return wanted;
  }

  async #send(batch: readonly WorkItem[], token: string): Promise<void> {
    try {
      const step = this.#method.start(batch.map(item => item.input));
      const { task, found } = step.read(await this.#work.requests.pay(batch, step.request, token));
      await this.#accepted(batch, task, found);
    } catch (error) {
      if (notCharged(error)) await this.#notCharged(batch, error);
      else await this.#work.apply(batch.map(item => ({ item, event: { type: 'unanswered' } })));
    }
    this.#work.poll(this.#method, batch);
    this.work();
  }

  /** A task that was named is polled, whatever else the answer says of an item. */
  async #accepted(
    batch: readonly WorkItem[],
    task: string | undefined,
    found: readonly Found<unknown>[] | undefined,
  ): Promise<void> {
    await this.#work.apply(
      batch.map((item, i) => {
        const one = found?.[i];
        const accepted = !found || (task !== undefined && one?.state === 'unclear');
        return {
          item,
          event: accepted ? { type: 'accepted', task } : { type: 'told', found: one ?? { state: 'unclear' } },
        };
      }),
    );
  }

  /** Refused before anything was charged: it may be sent again where that makes sense. */
  async #notCharged(batch: readonly WorkItem[], error: SnovioError): Promise<void> {
    await this.#work.apply(batch.map(item => ({ item, event: { type: 'refused' } })));
    if (error.code === 'not_found') await this.#unknown(batch, error);
    else if (error.code === 'refused' && batch.length > 1) {
      for (const item of batch) item.alone = true;
    } else if (error.code === 'hourly_quota') {
      await this.#work.notRun(this.#waiting(), 'hourly_quota');
    } else if (error.code === 'not_enough_credits' || error.code === 'plan_forbidden') {
      await this.#refuse(this.#work.standing(this.#method, ...REFUSED_BY[error.code]), error);
    } else if (!mayBeRepeated(error)) {
      await this.#refuse(batch, error);
    } else if (error.code !== 'rate_limited') {
      const tired = batch.filter(item => isTired(item, error));
      await this.#refuse(tired, error);
    }
    this.#work.dropOrphans();
  }

  /** A 404 on a v2 start can mean unknown data or a retired method: v1 is tried for what met it. */
  async #unknown(batch: readonly WorkItem[], error: SnovioError): Promise<void> {
    const { generations, methods } = this.#work.options;
    const isCurrent = generations.auto && this.#method.generation === 'v2';
    const legacy = isCurrent ? methods.find(method => method.generation === 'v1') : undefined;
    const moved = legacy ? batch.filter(item => !item.pinned) : [];
    if (legacy) this.#work.moveTo(legacy, moved);
    const stuck = batch.filter(item => !moved.includes(item));
    await this.#refuse(stuck, error);
  }

  async #refuse(items: readonly WorkItem[], error: unknown): Promise<void> {
    if (items.length === 0) return;
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

/** Who pays, pays his own size and price. */
function entryOf(item: WorkItem): Entry | undefined {
  const payer = payerOf(item);
  item.payer = payer;
  if (!payer) return undefined;
  item.input = payer.input;
  return { item: item.key, input: payer.input, credits: payer.price, replaces: item.replaces };
}
