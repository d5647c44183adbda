import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type EventTable, MOST_EVENTS, type StoredEvent, type WantedEvents } from '../event-table.ts';
import { type EventRecord, EventSeal, type WhichEvents } from '../rules/event-record.ts';
import { eventsKeptMs } from '../rules/keeping.ts';
import type { Seal } from '../rules/seal.ts';
import { transact } from './database.ts';

/** How many events are read at once. */
const PAGE = 200;
const COLUMNS = 'account, number, name, facts, at, times';
/** One of the names that stand in JSON; null: any. */
const IS_WANTED = 'name IN (SELECT value FROM json_each(:names)) OR :names IS NULL';

/** The table of what Snov.io's webhooks have reported. */
export class SqliteEvents implements EventTable {
  readonly keeps: boolean;
  readonly #db: DatabaseSync;
  readonly #seal: EventSeal;
  readonly #keptMs: number;

  /** @param days SNOVIO_LEDGER_DAYS */
  constructor(db: DatabaseSync, seal: Seal, days: number) {
    this.#db = db;
    this.#seal = new EventSeal(seal);
    this.keeps = days > 0;
    this.#keptMs = eventsKeptMs(days);
  }

  sign(text: string): string {
    return this.#seal.sign(text);
  }

  async add(account: string, event: string, body: string, facts: unknown): Promise<void> {
    if (!this.keeps) return;
    const digest = this.#seal.digest(account, event, body);
    transact(this.#db, () => {
      const now = Date.now();
      this.#run('DELETE FROM event WHERE account = ? AND digest = ? AND at <= ?', [
        ...[account, digest, now - this.#keptMs],
      ]);
      const again = 'UPDATE event SET times = times + 1 WHERE account = ? AND digest = ?';
      if (this.#run(again, [account, digest]) > 0) return;
      const number = this.#nextNumber(account);
      this.#run(
        'INSERT INTO event (account, number, name, digest, facts, at, times) VALUES (?, ?, ?, ?, ?, ?, 1)',
        [account, number, event, digest, this.#seal.close(account, number, facts), now],
      );
      this.#run(
        `DELETE FROM event WHERE account = ?1 AND name = ?2 AND number <= (
           SELECT number FROM event WHERE account = ?1 AND name = ?2 ORDER BY number DESC LIMIT 1 OFFSET ${MOST_EVENTS})`,
        [account, event],
      );
    });
  }

  async list(account: string, wanted: WantedEvents): Promise<readonly StoredEvent[]> {
    const { limit, before = Number.MAX_SAFE_INTEGER, events } = wanted;
    const records = this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM event WHERE account = :account AND at > :since AND number < :before AND (${IS_WANTED})
           ORDER BY number DESC LIMIT :limit`,
      )
      .all({ account, since: this.#since(), before, names: namesIn(events), limit });
    return this.#seal.open(records as unknown as EventRecord[]);
  }

  async count(account: string, events?: readonly string[]): Promise<number> {
    const row = this.#db
      .prepare(`SELECT COUNT(*) AS n FROM event WHERE account = :account AND at > :since AND (${IS_WANTED})`)
      .get({ account, since: this.#since(), names: namesIn(events) });
    return Number(row?.n);
  }

  async latest(accounts: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const newest = this.#db.prepare(
      'SELECT number FROM event WHERE account = ? AND at > ? ORDER BY number DESC LIMIT 1',
    );
    return new Map(
      accounts.flatMap(account => {
        const row = newest.get(account, this.#since());
        return row ? [[account, Number(row.number)] as const] : [];
      }),
    );
  }

  /** Removes some of what is kept no longer, in the caller's transaction. @returns how many; 0: there is no more */
  purge(most: number): number {
    return this.#run('DELETE FROM event WHERE rowid IN (SELECT rowid FROM event WHERE at <= ? LIMIT ?)', [
      ...[this.#since(), most],
    ]);
  }

  /** Removes events of all accounts, or only counts them. @returns how many */
  remove(which: WhichEvents, dryRun: boolean): number {
    const page = this.#db.prepare(
      `SELECT ${COLUMNS} FROM event WHERE (account, number) > (?, ?) ORDER BY account, number LIMIT ${PAGE}`,
    );
    let count = 0;
    for (let last: [string, number] | undefined = ['', 0]; last; ) {
      const records = page.all(...last) as unknown as EventRecord[];
      const gone = records.filter(record => this.#seal.isAmong(which, record));
      count += gone.length;
      if (!dryRun) this.#removeThese(gone);
      const end = records.at(-1);
      last = end && [end.account, end.number];
    }
    return count;
  }

  #removeThese(gone: readonly EventRecord[]): void {
    transact(this.#db, () => {
      for (const { account, number } of gone)
        this.#run('DELETE FROM event WHERE account = ? AND number = ?', [account, number]);
    });
  }

  /** Counted apart from the events: the number of one that is gone is not given again. */
  #nextNumber(account: string): number {
    const next = this.#db.prepare(
      `INSERT INTO event_number (account, last) VALUES (?, 1)
         ON CONFLICT (account) DO UPDATE SET last = last + 1 RETURNING last`,
    );
    return Number(next.get(account)?.last);
  }

  /** What came until then is kept no longer. */
  #since(): number {
    return Date.now() - this.#keptMs;
  }

  #run(sql: string, values: readonly SQLInputValue[]): number {
    return Number(this.#db.prepare(sql).run(...values).changes);
  }
}

function namesIn(events: readonly string[] | undefined): string | null {
  return events ? JSON.stringify(events) : null;
}
