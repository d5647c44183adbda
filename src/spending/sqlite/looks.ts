import type { DatabaseSync } from 'node:sqlite';
import { beginsAnew, COMPARED_MS, compared, type LookRecord } from '../rules/looks.ts';
import type { Look } from '../store.ts';
import { transactLightly } from './database.ts';

/** The looks at balances, by account. */
export class Looks {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** See {@link Store.looked}. */
  add(account: string, balance: number): Look {
    const before = this.#before(account);
    const at = Date.now();
    const current = { at, balance, counted: this.#counted(account, at), ...this.#owed(account) };
    if (beginsAnew(current, before)) transactLightly(this.#db, () => this.#keep(account, current));
    return compared(current, before, before ? this.#counted(account, before.at) : 0);
  }

  #before(account: string): LookRecord | undefined {
    const row = this.#db
      .prepare('SELECT at, balance, counted, open, untold FROM look WHERE account = ?')
      .get(account);
    return row as LookRecord | undefined;
  }

  #keep(account: string, { at, balance, counted, open, untold }: LookRecord): void {
    this.#db
      .prepare(
        'INSERT OR REPLACE INTO look (account, at, balance, counted, open, untold) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(account, at, balance, counted, open, untold);
  }

  #counted(account: string, moment: number): number {
    const row = this.#db
      .prepare('SELECT COALESCE(SUM(credits), 0) AS credits FROM spend WHERE account = ? AND at > ?')
      .get(account, moment - COMPARED_MS);
    return Number(row?.credits);
  }

  #owed(account: string): Pick<LookRecord, 'open' | 'untold'> {
    const row = this.#db
      .prepare(
        `SELECT COALESCE(SUM(reserved), 0) AS open, COALESCE(SUM(untold), 0) AS untold FROM item
           WHERE account = ? AND (reserved > 0 OR untold > 0)`,
      )
      .get(account);
    return { open: Number(row?.open), untold: Number(row?.untold) };
  }
}
