import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS, expiry } from '../keeping.ts';
import type {
  Claimed,
  DoubtReason,
  Ending,
  Entry,
  Forgotten,
  Generation,
  Limit,
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
import { openLedgerFile, openPaceFile, transact, transactLightly, unusable } from './database.ts';
import { forgetIn } from './forget.ts';
import { type ItemRecord, Items, isKept, type Kept, toRow } from './items.ts';
import { SharedPace } from './slots.ts';
import { Spend } from './spend.ts';

/** The question that a family's quota belongs to. */
const QUESTION = { finder: 'find', verifier: 'verify' } as const;

/** The store in two SQLite files of a state directory, or in memory. Processes share its rows; there is no other lock. */
export class SqliteStore implements Store {
  readonly #db: DatabaseSync;
  readonly #items: Items;
  readonly #spend: Spend;
  readonly #pace: SharedPace;
  readonly #days: number;

  /**
   * @param stateDir the state directory; `:memory:` keeps nothing
   * @param days SNOVIO_LEDGER_DAYS
   * @throws SnovioError `not_configured` when the file is damaged or cannot be written
   */
  constructor(stateDir: string, days: number) {
    this.#db = openLedgerFile(stateDir);
    this.#items = new Items(this.#db);
    this.#days = days;
    try {
      this.#spend = new Spend(this.#db, randomUUID());
      this.#purge();
    } catch (cause) {
      throw unusable(stateDir, cause);
    }
    this.#pace = new SharedPace(openPaceFile(stateDir));
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
    const sum = (column: 'untold' | 'reserved') =>
      items.reduce((total, item) => total + (this.#items.get(scope, item)?.[column] ?? 0), 0);
    const spent =
      sum('untold') === 0
        ? 0
        : transactLightly(this.#db, () => {
            const untold = sum('untold');
            for (const item of items) this.#items.tell(scope, item);
            return untold;
          });
    return { spent, reserved: sum('reserved') };
  }

  async spent(account: string): Promise<Spent> {
    return this.#spend.of(account);
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
    const scope = { account: request.account, question: QUESTION[request.family] };
    const open = this.#items.countOpenV1(scope, Date.now() - request.hourMs);
    return this.#pace.takeQuota(request, open);
  }

  async forget(what: Forgotten): Promise<number> {
    return forgetIn(this.#db, what);
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
    this.#db.close();
    this.#pace.close();
  }

  /** Removes what is no longer kept. */
  #purge(): void {
    this.#items.purge(Date.now(), Date.now() - DAY_MS);
    this.#spend.purge();
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
    const spendId = this.#spend.reserve(scope.account, tool, entry.credits);
    this.#items.insertSent(scope, entry, generation, { spendId, at });
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
    if (this.#items.forgottenAt() >= ending.since) return;
    this.#items.insertFree(scope, ending, generation, this.#kept(scope, ending));
  }

  #kept({ question }: QuestionScope, { answer, miss }: Ending): Kept {
    return {
      answer: this.#days > 0 ? JSON.stringify(answer) : null,
      expiresAt: expiry(question, this.#days, miss),
    };
  }
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
