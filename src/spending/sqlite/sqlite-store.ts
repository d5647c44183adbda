import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS, expiry } from '../keeping.ts';
import type {
  Claimed,
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
import { Eraser } from './forget.ts';
import { ForgottenPeople } from './forgotten.ts';
import { type ItemRecord, isKept, type Kept, paidLineOf, toRow } from './item-record.ts';
import { Items } from './items.ts';
import { SqliteLongCalls } from './long-calls.ts';
import { Looks } from './looks.ts';
import { openSeal, type Seal } from './seal.ts';
import { SharedPace } from './slots.ts';
import { Spend } from './spend.ts';

const HOUR_MS = 3_600_000;
/** How many rows are removed in one transaction, so that no payment waits long. */
const PURGED_AT_ONCE = 200;

/** The question that a family's quota belongs to. */
const QUESTION = { finder: 'find', verifier: 'verify' } as const;

/** The store in two SQLite files of a state directory, or in memory. Processes share its rows; there is no other lock. */
export class SqliteStore implements Store {
  readonly longCalls: SqliteLongCalls;
  readonly #db: DatabaseSync;
  readonly #seal: Seal;
  readonly #items: Items;
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
    try {
      this.#seal = transact(this.#db, () => openSeal(this.#db, stateDir === MEMORY ? undefined : stateDir));
      this.#items = new Items(this.#db, this.#seal);
      this.#forgotten = new ForgottenPeople(this.#db, this.#seal);
      const process = randomUUID();
      this.#spend = new Spend(this.#db, process);
      this.#looks = new Looks(this.#db);
      this.longCalls = new SqliteLongCalls(this.#db, this.#seal, process, days > 0);
      this.#purge();
    } catch (cause) {
      this.#db.close();
      throw unusable(stateDir, cause);
    }
    this.#pace = new SharedPace(openPaceFile(stateDir));
    // A process may run for months. If the disk is full now, the next hour removes it.
    this.#hourly = setInterval(() => void this.isUsable(), HOUR_MS).unref();
  }

  async rows(scope: QuestionScope, items: readonly string[]): Promise<Map<string, Row>> {
    const rows = items.flatMap(item => {
      const record = this.#items.get(scope, item);
      const row = record && toRow(record);
      return row ? [[item, row] as const] : [];
    });
    return new Map(rows);
  }

  async claim(scope: QuestionScope, entries: readonly Entry[], payer: Payer): Promise<Claimed> {
    return transact(this.#db, () => {
      const at = Date.now();
      const outcome = { claimed: [] as string[], taken: [] as string[], walled: [] as string[] };
      for (const entry of entries) outcome[this.#claim(scope, entry, payer, at)].push(entry.item);
      return { at, ...outcome };
    });
  }

  async started(scope: QuestionScope, payments: readonly Payment[], task: string | undefined): Promise<void> {
    transact(this.#db, () => {
      for (const payment of payments) this.#items.start(scope, payment, task);
    });
  }

  async doubted(
    scope: QuestionScope,
    payments: readonly Payment[],
    reason: DoubtReason,
    onlySent = false,
  ): Promise<void> {
    transact(this.#db, () => {
      for (const payment of payments) this.#items.doubt(scope, payment, reason, onlySent);
    });
  }

  async released(scope: QuestionScope, payments: readonly Payment[]): Promise<void> {
    transact(this.#db, () => {
      for (const payment of payments) {
        const spendId = this.#items.release(scope, payment);
        if (spendId !== undefined) this.#spend.cancel(spendId);
      }
    });
  }

  async settled(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void> {
    transact(this.#db, () => {
      for (const ending of endings) this.#settle(scope, ending, generation);
    });
  }

  async learned(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void> {
    transact(this.#db, () => {
      for (const ending of endings) {
        const record = this.#items.get(scope, ending.item);
        if (!record || toRow(record) === undefined) this.#settleFree(scope, ending, generation);
      }
    });
  }

  async reported(scope: QuestionScope, items: readonly string[]): Promise<Reported> {
    const read = () => items.flatMap(item => this.#items.get(scope, item) ?? []);
    const told = read();
    if (!told.some(isToTell)) return this.#report(told);
    return transactLightly(this.#db, () => {
      const records = read();
      for (const { item } of records.filter(isToTell)) this.#items.tell(scope, item);
      return this.#report(records);
    });
  }

  async spent(account: string): Promise<Spent> {
    return this.#spend.of(account);
  }

  async looked(account: string, balance: number): Promise<Look> {
    return this.#looks.add(account, balance);
  }

  async left(account: string, walls: Walls): Promise<{ process: number; day: number }> {
    return this.#spend.left(account, walls);
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
    return this.#items.countOpenV1({ account, question: QUESTION[family] }, Date.now() - hourMs);
  }

  async forget(what: Forgotten, dryRun = false): Promise<readonly Erasure[]> {
    const eraser = new Eraser(this.#db, this.#items, this.#forgotten, this.longCalls, dryRun);
    const erasures = eraser.forget(what);
    if (!dryRun) compact(this.#db);
    return erasures;
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
  }

  /** Removes what is no longer kept, in small transactions, and then from the log too. */
  #purge(): void {
    const now = Date.now();
    const removed = this.#inPortions(() => this.#items.purge(now, now - DAY_MS, PURGED_AT_ONCE));
    const sealed = this.#days > 0 ? 0 : this.#inPortions(() => this.#items.sealSome(PURGED_AT_ONCE));
    transact(this.#db, () => {
      this.#spend.purge();
      this.#forgotten.purge();
    });
    const calls = this.longCalls.purge();
    if (removed + sealed + calls > 0) truncateLog(this.#db, 0);
  }

  #inPortions(work: () => number): number {
    for (let all = 0; ; ) {
      const some = transact(this.#db, work);
      if (some === 0) return all;
      all += some;
    }
  }

  #report(records: readonly ItemRecord[]): Reported {
    const paidEarlier = records.reduce((sum, record) => {
      const line = paidLineOf(record);
      return line === undefined ? sum : sum + Math.max(0, this.#spend.creditsOf(line) - record.untold);
    }, 0);
    return { spent: sumOf(records, 'untold'), paidEarlier, reserved: sumOf(records, 'reserved') };
  }

  #claim(
    scope: QuestionScope,
    entry: Entry,
    { generation, tool, walls }: Payer,
    at: number,
  ): 'claimed' | 'taken' | 'walled' {
    const record = this.#items.get(scope, entry.item);
    const counts = record !== undefined && (record.state !== 'done' || isKept(record));
    if (counts && record.changed_at !== entry.replaces) return 'taken';
    const left = this.#spend.left(scope.account, walls);
    if (entry.credits > Math.min(left.process, left.day)) return 'walled';
    const spendId = this.#spend.reserve(scope.account, tool, entry.credits, entry.call);
    const isNamed = this.#days > 0 && !this.#forgotten.names(entry.item, entry.since ?? at);
    this.#items.insertSent(scope, entry, generation, { spendId, at, isNamed });
    return 'claimed';
  }

  #settle(scope: QuestionScope, ending: Ending, generation: Generation): void {
    if (ending.sentAt === undefined) return this.#settleFree(scope, ending, generation);
    const record = this.#items.get(scope, ending.item);
    // Forgotten, or paid for anew since; and only the first process to end a payment settles it.
    if (!record || record.sent_at !== ending.sentAt) return;
    if (record.state === 'done' && record.provisional === 0) return;
    const credits = chargeOf(record, ending);
    const reserved = ending.open ? record.reserved : 0;
    this.#items.finish(scope, ending, generation, { credits, reserved }, this.#kept(scope, ending));
    if (mayCost(record)) this.#spend.correct(record.spend_id, ending.open ? reserved : credits);
  }

  #settleFree(scope: QuestionScope, ending: Ending, generation: Generation): void {
    const record = this.#items.get(scope, ending.item);
    if (record && isKept(record) && record.provisional === 0) return;
    const kept = this.#kept(scope, ending);
    if (kept.answer !== null) this.#items.insertFree(scope, ending, generation, kept);
  }

  #kept({ question }: QuestionScope, ending: Ending): Kept {
    const kept = this.#days > 0 ? this.#forgotten.keptOf(question, ending) : undefined;
    if (!kept) return { answer: null, expiresAt: Date.now() };
    return { answer: JSON.stringify(kept.answer), expiresAt: expiry(question, this.#days, ending.miss) };
  }
}

function sumOf(records: readonly ItemRecord[], column: 'untold' | 'reserved'): number {
  return records.reduce((sum, record) => sum + record[column], 0);
}

/** Whether telling a row's credits changes it: they were not told, or it has waited for nothing else. */
function isToTell({ untold, state, answer }: ItemRecord): boolean {
  return untold > 0 || (state === 'done' && answer === null);
}

/** What a payment cost. A free read that finds the result of a payment in doubt shows that it was charged. */
function chargeOf(record: ItemRecord, { credits, open }: Ending): number {
  if (!mayCost(record) || open) return 0;
  return record.state === 'doubt' ? Math.max(record.reserved, credits) : credits;
}

/** Whether a payment may still be charged. A free answer, and a payment that was charged already, may not. */
function mayCost(record: ItemRecord): record is ItemRecord & { spend_id: number } {
  return record.spend_id !== null && (record.state !== 'done' || record.reserved > 0);
}
