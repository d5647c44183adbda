import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Holder, HolderRoom, HolderSpending } from '../holders.ts';
import { erase } from '../rules/eraser.ts';
import { ForgottenPeople } from '../rules/forgotten.ts';
import { leftByHolder } from '../rules/holder-rooms.ts';
import { toRow } from '../rules/item-record.ts';
import { DAY_MS } from '../rules/keeping.ts';
import {
  type Books,
  claimItems,
  doubtItems,
  isToTell,
  learnItems,
  releaseItems,
  settleItems,
  startItems,
  tellItems,
} from '../rules/operations.ts';
import { QUOTA_QUESTION } from '../rules/pace.ts';
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
} from '../store.ts';
import { momentNow } from './clock.ts';
import {
  compact,
  MEMORY,
  openLedgerFile,
  openPaceFile,
  transact,
  transactLightly,
  truncateLog,
  unusable,
} from './database.ts';
import { SqliteErasable } from './erasable.ts';
import { SqliteEvents } from './events.ts';
import { ForgottenTable } from './forgotten-table.ts';
import { Items } from './items.ts';
import { openSeal } from './key-file.ts';
import { SqliteLongCalls } from './long-calls.ts';
import { Looks } from './looks.ts';
import { SqliteSignIns } from './sign-ins.ts';
import { SharedPace } from './slots.ts';
import { Spend } from './spend.ts';
import { SqliteVault } from './vault.ts';

const HOUR_MS = 3_600_000;
/** How many rows are removed in one transaction, so that no payment waits long. */
const PURGED_AT_ONCE = 200;

/** The store in two SQLite files of a state directory, or in memory. Processes share its rows; there is no other lock. */
export class SqliteStore implements Store {
  readonly isShared: boolean;
  readonly longCalls: SqliteLongCalls;
  readonly vault: SqliteVault;
  readonly signIns: SqliteSignIns;
  readonly events: SqliteEvents;
  readonly #db: DatabaseSync;
  readonly #items: Items;
  readonly #forgottenTable: ForgottenTable;
  readonly #forgotten: ForgottenPeople;
  readonly #spend: Spend;
  readonly #looks: Looks;
  readonly #pace: SharedPace;
  readonly #days: number;
  readonly #hourly: NodeJS.Timeout;

  /**
   * @param stateDir the state directory; `:memory:` keeps nothing
   * @param days SNOVIO_LEDGER_DAYS
   * @throws SnovioError `not_configured` when the file is damaged or cannot be written
   */
  constructor(stateDir: string, days: number) {
    this.#db = openLedgerFile(stateDir);
    this.#days = days;
    this.isShared = stateDir !== MEMORY;
    try {
      const seal = transact(this.#db, () => openSeal(this.#db, stateDir === MEMORY ? undefined : stateDir));
      this.#items = new Items(this.#db, seal);
      this.#forgottenTable = new ForgottenTable(this.#db, seal);
      this.#forgotten = new ForgottenPeople(seal, this.#forgottenTable);
      const process = randomUUID();
      this.#spend = new Spend(this.#db, process);
      this.#looks = new Looks(this.#db);
      this.vault = new SqliteVault(this.#db);
      this.signIns = new SqliteSignIns(stateDir, seal);
      this.longCalls = new SqliteLongCalls(this.#db, seal, process, days > 0);
      this.events = new SqliteEvents(this.#db, seal, days);
      this.#purge();
    } catch (cause) {
      this.#db.close();
      throw unusable(stateDir, cause);
    }
    this.#pace = new SharedPace(openPaceFile(stateDir));
    // A process may run for months. If the disk is full now, the next hour removes it.
    this.#hourly = setInterval(() => void this.isUsable(), HOUR_MS).unref();
  }

  now(): number {
    return Date.now();
  }

  async rows(scope: QuestionScope, items: readonly string[]): Promise<Map<string, Row>> {
    const now = momentNow();
    const rows = items.flatMap(item => {
      const record = this.#items.get(scope, item);
      const row = record && toRow(record, now);
      return row ? [[item, row] as const] : [];
    });
    return new Map(rows);
  }

  async claim(scope: QuestionScope, entries: readonly Entry[], payer: Payer): Promise<Claimed> {
    return this.#change(scope, entries, books => {
      const rooms = this.#spend.shares.roomOf(entries.flatMap(({ holders = [] }) => holders));
      const left = { ...this.#spend.left(scope.account, payer.walls), holders: leftByHolder(rooms) };
      return claimItems(books, entries, payer, left);
    });
  }

  async started(scope: QuestionScope, payments: readonly Payment[], task: string | undefined): Promise<void> {
    this.#change(scope, payments, books => startItems(books, payments, task));
  }

  async doubted(
    scope: QuestionScope,
    payments: readonly Payment[],
    reason: DoubtReason,
    onlySent = false,
  ): Promise<void> {
    this.#change(scope, payments, books => doubtItems(books, payments, reason, onlySent));
  }

  async released(scope: QuestionScope, payments: readonly Payment[]): Promise<void> {
    this.#change(scope, payments, books => releaseItems(books, payments));
  }

  async settled(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void> {
    this.#change(scope, endings, books => settleItems(books, endings, generation));
  }

  async learned(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void> {
    this.#change(scope, endings, books => learnItems(books, endings, generation));
  }

  async reported(scope: QuestionScope, items: readonly string[]): Promise<Reported> {
    const creditsOf = (line: number) => this.#spend.creditsOf(line);
    const look = { records: this.#items.read(scope, items), now: momentNow() };
    if (!items.some(item => isToTell(look.records.get(item)))) return tellItems(look, items, creditsOf);
    return transactLightly(this.#db, () => {
      const books = this.#open(scope, items);
      const told = tellItems(books, items, creditsOf);
      this.#items.save(scope, books.records.changes());
      return told;
    });
  }

  async spent(account: string): Promise<Spent> {
    return this.#spend.spent(account);
  }

  async spentByDay(account: string): Promise<readonly DaySpending[]> {
    return this.#spend.byDay(account);
  }

  async looked(account: string, balance: number): Promise<Look> {
    return this.#looks.add(account, balance);
  }

  async left(account: string, walls: Walls): Promise<{ process: number; day: number }> {
    return this.#spend.left(account, walls);
  }

  async roomOf(holders: readonly Holder[]): Promise<readonly HolderRoom[]> {
    return this.#spend.shares.roomOf(holders);
  }

  async spentByHolder(): Promise<readonly HolderSpending[]> {
    return this.#spend.shares.byHolder();
  }

  async takeSlot(account: string, limit: Limit): Promise<SlotState> {
    return this.#pace.take(account, limit);
  }

  async pauseSlots(account: string, ms: number | undefined, limit: Limit): Promise<void> {
    this.#pace.pause(account, ms, limit);
  }

  async takeQuota(request: QuotaRequest): Promise<boolean> {
    return this.#pace.takeQuota(request, this.#openFor(request));
  }

  async quotaWait(request: QuotaRequest): Promise<number> {
    return this.#pace.quotaWait(request, this.#openFor(request));
  }

  /** How many items are under way that the quota has to leave reads for. */
  #openFor({ account, family, hourMs }: QuotaRequest): number {
    return this.#items.countOpenV1({ account, question: QUOTA_QUESTION[family] }, Date.now() - hourMs);
  }

  async forget(what: Forgotten, dryRun = false): Promise<readonly Erasure[]> {
    const { longCalls, events } = this;
    const erasable = new SqliteErasable(this.#db, this.#items, this.#forgottenTable, longCalls, events);
    const erasures = await erase(erasable, what, dryRun);
    if (!dryRun) compact(this.#db);
    return erasures;
  }

  async inDoubt(): Promise<number> {
    return this.#items.countDoubts();
  }

  async isUsable(): Promise<boolean> {
    try {
      this.#purge();
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#hourly);
    this.#db.close();
    this.#pace.close();
    this.signIns.close();
  }

  /** Runs an operation on the records of these items in one transaction. */
  #change<T>(scope: QuestionScope, about: readonly { item: string }[], operation: (books: Books) => T): T {
    return transact(this.#db, () => {
      const books = this.#open(
        scope,
        about.map(({ item }) => item),
      );
      const result = operation(books);
      this.#items.save(scope, books.records.changes());
      return result;
    });
  }

  #open(scope: QuestionScope, items: readonly string[]): Books {
    return {
      scope,
      now: momentNow(),
      records: this.#items.read(scope, items),
      lines: this.#spend.of(scope.account),
      forgotten: this.#forgotten,
      days: this.#days,
    };
  }

  /** Removes what is no longer kept, in small transactions, and then from the log too. */
  #purge(): void {
    const now = Date.now();
    const removed = this.#inPortions(() => this.#items.purge(now, now - DAY_MS, PURGED_AT_ONCE));
    const sealed = this.#days > 0 ? 0 : this.#inPortions(() => this.#items.sealSome(PURGED_AT_ONCE));
    transact(this.#db, () => {
      this.#spend.purge();
      this.#forgottenTable.purge();
    });
    const calls = this.longCalls.purge();
    const events = this.#inPortions(() => this.events.purge(PURGED_AT_ONCE));
    if (removed + sealed + calls + events > 0) truncateLog(this.#db, 0);
  }

  #inPortions(work: () => number): number {
    for (let all = 0; ; ) {
      const some = transact(this.#db, work);
      if (some === 0) return all;
      all += some;
    }
  }
}
