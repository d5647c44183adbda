import type { Generation, Row } from '../../spending/row.ts';
import type { ApiRequest } from '../transport/request.ts';
import { type EngineOptions, ItemQueue, stored } from './item-queue.ts';
import type { Outcome, PendingItem, Waiter } from './pending-item.ts';
import { Poller, PROVE_AFTER_SECONDS } from './poller.ts';
import { Starter } from './starter.ts';

/** An item that a call wants to know about. */
export interface WantedItem<I> {
  readonly item: string;
  readonly input: I;
  /** The most it can cost. */
  readonly price: number;
  /** Whether the call's budget covers it; without, only what is stored, running or free answers. */
  readonly mayPay: boolean;
}

export interface EngineRequest {
  readonly tool: string;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Refuses stored answers older than an hour, and pays once more for what is in doubt, lost or provisional. */
  readonly fresh: boolean;
  /** `started`: the call only wants the item queued, not its answer. */
  readonly until?: 'answered' | 'started';
  /** Aborts when the call has to answer at once with what it has. */
  readonly hurry?: AbortSignal | undefined;
  readonly trace?: ((request: ApiRequest) => void) | undefined;
  onProgress?(ended: number): void;
}

/** What is known of an item before anything is asked: it needs nothing, patience, or money. */
export interface Known {
  readonly state: 'stored' | 'running' | 'new';
  /** Whether asking can cost anything. */
  readonly mayCost: boolean;
  /** Another process was sending it: it is paid for here only where that turns out to have cost nothing. */
  readonly perhaps: boolean;
  /** The generation that knows the item. */
  readonly generation: Generation | undefined;
  /** The stored answer, where that is enough. */
  readonly answer?: unknown;
}

const FRESH_MS = 3_600_000;
/** Greylisting servers want 15 minutes before they take the next attempt [A][B]. */
const GREYLIST_SECONDS = 900;
const FOREIGN_LOOK_MS = 200;

/**
 * Answers one question about many items through one API generation: what is stored is free, what runs is read on, what
 * several calls ask at once is asked once, and what has to be paid for is recorded first.
 */
export class Engine<I, A> {
  readonly #queue: ItemQueue<I, A>;
  readonly #starter: Starter<I, A>;
  readonly #poller: Poller<I, A>;

  constructor(options: EngineOptions<I, A>) {
    this.#queue = new ItemQueue(options);
    this.#starter = new Starter(
      this.#queue,
      () => this.#poller.arm(),
      live => this.#reread(live),
    );
    this.#poller = new Poller(this.#queue, lives => {
      this.#queue.ledger.release(this.#queue.scope, lives);
      for (const live of lives) live.doubt = false;
      this.#starter.queue(lives);
      this.#starter.work();
    });
  }

  /** Whether somebody waits for an item, or a charged request is under way. */
  get busy(): boolean {
    return this.#queue.lives.size > 0;
  }

  /** What each item would need. */
  survey(items: readonly string[], fresh: boolean): Map<string, Known> {
    const rows = this.#queue.ledger.rows(this.#queue.scope, items);
    return new Map(items.map(item => [item, this.#survey(rows.get(item), fresh)]));
  }

  #survey(row: Row | undefined, fresh: boolean): Known {
    const state = this.#known(row, fresh);
    // A v1 item in doubt whose read proves that it was never queued is paid for then.
    const requeued = state === 'running' && row && isInDoubt(row) && !this.#queue.method.miss?.answer;
    const generation = state === 'new' ? undefined : row?.generation;
    return {
      state,
      mayCost: state === 'new' || requeued === true,
      perhaps: row?.state === 'sent' && !this.#queue.lives.has(row.item),
      generation,
      answer: state === 'stored' ? row?.answer : undefined,
    };
  }

  /** Asks until every item has ended, the deadline is there, or the call is cancelled (then the outcomes so far). */
  async ask(wants: readonly WantedItem<I>[], asking: EngineRequest): Promise<Map<string, Outcome<A>>> {
    const outcomes = new Map<string, Outcome<A>>();
    const joined: [PendingItem<I, A>, Waiter<A>][] = [];
    const rows = this.#queue.ledger.rows(
      this.#queue.scope,
      wants.map(want => want.item),
    );
    const all = Promise.withResolvers<void>();
    const end = (item: string, outcome: Outcome<A>) => {
      outcomes.set(item, outcome);
      asking.onProgress?.(outcomes.size);
      if (outcomes.size === wants.length) all.resolve();
    };
    for (const want of wants) {
      const live = this.#open(want, rows.get(want.item), asking);
      if ('status' in live) end(want.item, live);
      else {
        const waiter: Waiter<A> = {
          tool: asking.tool,
          mayPay: want.mayPay,
          until: asking.until ?? 'answered',
          trace: asking.trace,
          resolve: outcome => end(want.item, outcome),
        };
        live.waiters.add(waiter);
        joined.push([live, waiter]);
      }
    }
    this.#starter.gather();
    this.#poller.arm();
    if (outcomes.size < wants.length) await this.#patience(all.promise, asking);
    for (const [live, waiter] of joined) this.#leave(live, waiter, outcomes);
    this.#queue.wire.pace.review();
    this.#queue.review();
    this.#starter.review();
    this.#poller.arm();
    return outcomes;
  }

  #known(row: Row | undefined, fresh: boolean): Known['state'] {
    if (!row) return 'new';
    if (row.state === 'doubt') return fresh ? 'new' : this.#queue.method.miss ? 'running' : 'stored';
    if (row.state !== 'done') return 'running';
    if (!fresh || this.#isFreeToRead(row)) return 'stored';
    return row.provisional || row.changedAt < Date.now() - FRESH_MS ? 'new' : 'stored';
  }

  /** The item as somebody in this process waits for it, or its outcome where none is needed. */
  #open(
    want: WantedItem<I>,
    row: Row | undefined,
    { fresh, until }: EngineRequest,
  ): PendingItem<I, A> | Outcome<A> {
    const open = this.#queue.lives.get(want.item);
    if (open) return until === 'started' && isQueued(open) ? { status: 'pending' } : open;
    const known = this.#known(row, fresh);
    if (row?.state === 'done' && known === 'stored' && !this.#isDue(row, fresh)) return stored(row);
    if (row?.state === 'doubt' && known === 'stored')
      return { status: 'failed', reason: row.reason ?? 'in_doubt' };
    if (known === 'new' && this.#starter.firstPhase(want.item) === 'queued' && !want.mayPay)
      return { status: 'not_run', reason: 'credit_ceiling' };
    const live = this.#create(want, row, known);
    if (until === 'started' && isQueued(live)) return { status: 'pending' };
    this.#queue.lives.set(want.item, live);
    if (live.phase === 'foreign') this.#reread(live);
    return live;
  }

  /** A v1 address that was greylisted is read again, free, once the server may have changed its mind. */
  #isDue(row: Row, fresh: boolean): boolean {
    if (!this.#isFreeToRead(row)) return false;
    return fresh || Date.now() >= row.changedAt + this.#queue.wire.times.ms(GREYLIST_SECONDS);
  }

  /** Queued in v1 and provisional: the read goes on being free, and Snov.io charges when the answer is final. */
  #isFreeToRead({ provisional, generation }: Row): boolean {
    return provisional && generation === 'v1' && this.#queue.method.generation === 'v1';
  }

  #create(want: WantedItem<I>, row: Row | undefined, known: Known['state']): PendingItem<I, A> {
    const sentAt = row?.sentAt ?? 0;
    const live: PendingItem<I, A> = {
      item: want.item,
      input: want.input,
      price: want.price,
      waiters: new Set(),
      openedAt: Date.now(),
      phase: this.#starter.firstPhase(want.item),
      task: row?.task,
      sentAt,
      dueAt: 0,
      polls: 0,
      failures: 0,
      seenRunning: false,
      doubt: false,
      solo: false,
      replaces: row && known === 'new' ? row.changedAt : undefined,
    };
    if (row && known !== 'new') this.#resume(live, row);
    return live;
  }

  /** Takes an item up where its row stands. */
  #resume(live: PendingItem<I, A>, row: Row): void {
    live.phase = row.state === 'sent' ? 'foreign' : 'running';
    live.task = row.task;
    live.sentAt = row.sentAt;
    live.doubt = isInDoubt(row);
    const proof = live.doubt ? row.sentAt + this.#queue.wire.times.ms(PROVE_AFTER_SECONDS) : 0;
    live.dueAt = Math.max(proof, this.#poller.firstDue(row.task, row.item, row.sentAt));
  }

  /** Follows a row that somebody else is writing, until it tells something. */
  #reread(live: PendingItem<I, A>): void {
    const { ledger, scope, wire } = this.#queue;
    const row = ledger.rows(scope, [live.item]).get(live.item);
    live.phase = 'foreign';
    if (!row) {
      this.#starter.queue([live], 'rate_limit');
      return this.#starter.work();
    }
    if (row.state === 'done') return this.#queue.deliver(live, stored(row));
    if (row.state === 'doubt' && !this.#queue.method.miss) {
      return this.#queue.deliver(live, { status: 'failed', reason: row.reason ?? 'in_doubt' });
    }
    if (row.state !== 'sent') {
      this.#resume(live, row);
      return this.#poller.arm();
    }
    // Its process died, or is about to answer: beyond the request's own time-out nobody will.
    if (Date.now() > row.sentAt + wire.times.requestMs + wire.times.ms(5)) ledger.abandon(scope, row);
    setTimeout(() => {
      if (live.waiters.size > 0 && this.#queue.lives.get(live.item) === live) this.#reread(live);
    }, FOREIGN_LOOK_MS).unref();
  }

  /** Until all items have ended, the deadline, or the end of the call. */
  async #patience(all: Promise<void>, asking: EngineRequest): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(0, asking.deadline - Date.now()));
    const leave = () => resolve();
    const ends = [asking.signal, asking.hurry].filter(signal => signal !== undefined);
    for (const signal of ends) signal.addEventListener('abort', leave, { once: true });
    if (ends.some(signal => signal.aborted)) resolve();
    await Promise.race([all, promise]);
    clearTimeout(timer);
    for (const signal of ends) signal.removeEventListener('abort', leave);
  }

  #leave(live: PendingItem<I, A>, waiter: Waiter<A>, outcomes: Map<string, Outcome<A>>): void {
    live.waiters.delete(waiter);
    if (!outcomes.has(live.item)) outcomes.set(live.item, this.#unfinished(live));
    if (live.phase !== 'sending') this.#queue.forget(live);
  }

  #unfinished(live: PendingItem<I, A>): Outcome<A> {
    if (live.phase === 'sending' || live.phase === 'running' || live.phase === 'foreign')
      return { status: 'pending' };
    return {
      status: 'not_run',
      reason: this.#queue.wire.pace.delay('start') > 0 ? 'rate_limit' : 'deadline',
    };
  }
}

/** Certainly queued upstream, and not in doubt. */
function isQueued<I, A>(live: PendingItem<I, A>): boolean {
  return live.phase === 'running' && !live.doubt;
}

/** Perhaps never queued. What was accepted and then lost (`task_lost`) was queued, and is never taken for unpaid. */
function isInDoubt(row: Row): boolean {
  return row.state === 'doubt' && row.reason !== 'task_lost';
}
