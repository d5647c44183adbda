import { randomUUID } from 'node:crypto';
import type { Holder, HolderRoom, HolderSpending } from '../holders.ts';
import { erase } from '../rules/eraser.ts';
import {
  type Books,
  claimItems,
  doubtItems,
  type Left,
  learnItems,
  releaseItems,
  settleItems,
  startItems,
} from '../rules/operations.ts';
import type { Seal } from '../rules/seal.ts';
import type {
  Claimed,
  DaySpending,
  DoubtReason,
  Ending,
  Entry,
  Erasure,
  Forgotten,
  Generation,
  Limit,
  Look,
  Payer,
  Payment,
  QuestionScope,
  QuotaRequest,
  Reported,
  Row,
  SlotState,
  Spent,
  Store,
  Walls,
  WithSlot,
} from '../store.ts';
import type { DatabaseClock } from './clock.ts';
import type { Connections } from './connections.ts';
import { PostgresErasable } from './erasable.ts';
import { PostgresEvents } from './events.ts';
import { ForgottenTable } from './forgotten.ts';
import { Items } from './items.ts';
import { LateReleases } from './late-releases.ts';
import { Ledger, type Tables } from './ledger.ts';
import { PostgresLongCalls } from './long-calls.ts';
import { Looks } from './looks.ts';
import { SharedPace } from './pace.ts';
import { checkWritable, purgeItems, purgeRecords } from './purge.ts';
import { type Place, readFacts } from './reading.ts';
import { PostgresResults } from './results.ts';
import { roomOf, spentByHolder } from './shares.ts';
import { PostgresSignIns } from './sign-ins.ts';
import { leftBelow, Spend, type Sums } from './spend.ts';
import { Transactions, UnknownOutcome } from './transactions.ts';
import { PostgresVault } from './vault.ts';

const HOUR_MS = 3_600_000;

/** The store in a PostgreSQL database, for copies on several machines. Its clock is the one for all of them. */
export class PostgresStore implements Store {
  readonly isShared = true;
  readonly longCalls: PostgresLongCalls;
  readonly results: PostgresResults;
  readonly vault: PostgresVault;
  readonly signIns: PostgresSignIns;
  readonly events: PostgresEvents;
  readonly #tables: Tables;
  readonly #ledger: Ledger;
  readonly #looks: Looks;
  readonly #pace: SharedPace;
  readonly #lateReleases: LateReleases;
  readonly #days: number;
  readonly #hourly: NodeJS.Timeout;

  /**
   * @param connections to a database whose tables are up to date
   * @param clock one that has asked the database
   * @param days SNOVIO_LEDGER_DAYS
   */
  constructor(connections: Connections, clock: DatabaseClock, seal: Seal, days: number) {
    const process = randomUUID();
    this.#tables = {
      connections,
      transactions: new Transactions(connections),
      clock,
      seal,
      items: new Items(seal),
      spend: new Spend(connections, process),
      forgotten: new ForgottenTable(connections, seal),
    };
    this.#days = days;
    this.#pace = new SharedPace(this.#tables);
    this.#ledger = new Ledger(this.#tables, this.#pace, days);
    this.#looks = new Looks(this.#tables);
    this.results = new PostgresResults(this.#tables);
    this.vault = new PostgresVault(this.#tables);
    this.signIns = new PostgresSignIns(this.#tables);
    this.longCalls = new PostgresLongCalls(this.#tables, process, days > 0);
    this.events = new PostgresEvents(this.#tables, days);
    this.#lateReleases = new LateReleases((scope, payments) => this.released(scope, payments));
    const tidy = () => void purgeRecords(connections, days).catch(() => {});
    tidy();
    this.#hourly = setInterval(tidy, HOUR_MS).unref();
  }

  now(): number {
    return this.#tables.clock.now();
  }

  rows(scope: QuestionScope, items: readonly string[]): Promise<Map<string, Row>> {
    return this.#ledger.rows(scope, items);
  }

  claim(scope: QuestionScope, entries: readonly Entry[], payer: Payer): Promise<Claimed> {
    return this.#claim(scope, entries, payer, (books, left) => claimItems(books, entries, payer, left));
  }

  claimWithSlot(
    scope: QuestionScope,
    entries: readonly Entry[],
    payer: Payer,
    limit: Limit,
  ): Promise<Claimed & WithSlot> {
    const claim = (books: Books, left: Left, slot?: SlotState) => {
      if (!slot?.taken) return { at: books.now.at, claimed: [], taken: [], walled: [], slot };
      const outcome = claimItems(books, entries, payer, left);
      return { ...outcome, slot: outcome.claimed.length > 0 ? slot : undefined };
    };
    return this.#claim(scope, entries, payer, claim, limit);
  }

  async #claim<T extends Claimed>(
    scope: QuestionScope,
    entries: readonly Entry[],
    { walls }: Payer,
    operation: (books: Books, left: Left, slot?: SlotState) => T,
    slot?: Limit,
  ): Promise<T> {
    let outcome: T | undefined;
    const claim = (...read: Parameters<typeof operation>) => {
      outcome = operation(...read);
      return outcome;
    };
    const holders = entries.flatMap(entry => entry.holders ?? []);
    const reading = { walls, holders, since: earliest(entries), ...(slot && { slot }) };
    try {
      return await this.#ledger.change(scope, entries, claim, reading);
    } catch (error) {
      const { at: sentAt = 0, claimed = [] } = outcome ?? {};
      const payments = claimed.map(item => ({ item, sentAt }));
      if (error instanceof UnknownOutcome) this.#lateReleases.add(error, scope, payments);
      throw error;
    }
  }

  started(scope: QuestionScope, payments: readonly Payment[], task: string | undefined): Promise<void> {
    return this.#ledger.change(scope, payments, books => startItems(books, payments, task));
  }

  doubted(
    scope: QuestionScope,
    payments: readonly Payment[],
    reason: DoubtReason,
    onlySent = false,
  ): Promise<void> {
    return this.#ledger.change(scope, payments, books => doubtItems(books, payments, reason, onlySent));
  }

  released(scope: QuestionScope, payments: readonly Payment[]): Promise<void> {
    return this.#ledger.change(scope, payments, books => releaseItems(books, payments));
  }

  settled(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void> {
    const settle = (books: Books) => settleItems(books, endings, generation);
    return this.#ledger.change(scope, endings, settle, { since: earliest(endings) });
  }

  learned(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void> {
    const learn = (books: Books) => learnItems(books, endings, generation);
    return this.#ledger.change(scope, endings, learn, { since: earliest(endings) });
  }

  reported(scope: QuestionScope, items: readonly string[]): Promise<Reported> {
    return this.#ledger.reported(scope, items);
  }

  spent(account: string): Promise<Spent> {
    return this.#tables.spend.spent(account);
  }

  spentByDay(account: string): Promise<readonly DaySpending[]> {
    return this.#tables.spend.byDay(account);
  }

  looked(account: string, balance: number): Promise<Look> {
    return this.#looks.add(account, balance);
  }

  async left(account: string, walls: Walls): Promise<{ process: number; day: number }> {
    const { connections, spend } = this.#tables;
    const sums = (place: Place) => spend.sums(place, account, walls);
    return leftBelow(walls, await readFacts<Sums>(connections.query, sums));
  }

  roomOf(holders: readonly Holder[]): Promise<readonly HolderRoom[]> {
    return this.#tables.connections.use(({ run }) => roomOf(run, holders));
  }

  spentByHolder(): Promise<readonly HolderSpending[]> {
    return this.#tables.connections.use(({ run }) => spentByHolder(run));
  }

  takeSlot(account: string, limit: Limit): Promise<SlotState> {
    return this.#pace.take(account, limit);
  }

  pauseSlots(account: string, ms: number | undefined, limit: Limit): Promise<void> {
    return this.#pace.pause(account, ms, limit);
  }

  takeQuota(request: QuotaRequest): Promise<boolean> {
    return this.#pace.takeQuota(request);
  }

  quotaWait(request: QuotaRequest): Promise<number> {
    return this.#pace.quotaWait(request);
  }

  async forget(what: Forgotten, dryRun = false): Promise<readonly Erasure[]> {
    const erasable = new PostgresErasable(this.#tables, this.longCalls, this.events);
    const erasures = await erase(erasable, what, dryRun);
    if (!dryRun) await erasable.compact();
    return erasures;
  }

  inDoubt(): Promise<number> {
    return this.#tables.items.countDoubts(this.#tables.connections.query);
  }

  connections(): { open: number; idle: number; waiting: number } {
    return this.#tables.connections.counts();
  }

  async isUsable(): Promise<boolean> {
    try {
      await checkWritable(this.#tables.connections);
    } catch {
      return false;
    }
    // What cannot be removed now, since somebody works with it, is removed another time.
    await purgeItems(this.#tables, this.#days).catch(() => {});
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.#hourly);
    this.#lateReleases.close();
    await this.#tables.connections.close();
  }
}

/** The first moment that any of them began at, as far as that is known. */
function earliest(all: readonly Partial<Pick<Ending, 'since' | 'sentAt'>>[]): number | undefined {
  const moments = all.flatMap(({ since, sentAt }) => [since ?? [], sentAt ?? []].flat());
  return moments.length === 0 ? undefined : Math.min(...moments);
}
