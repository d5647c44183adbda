import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS } from '../keeping.ts';
import type { Look } from '../store.ts';
import { transactLightly } from './database.ts';

/** The charges that are compared: whatever may still have been corrected since a look is much younger. */
const COMPARED_MS = 30 * DAY_MS;

interface LookRecord {
  at: number;
  balance: number;
  counted: number;
  open: number;
  untold: number;
}

/** The looks at balances, by account: each is compared with an earlier one. */
export class Looks {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** See {@link Store.looked}. */
  add(account: string, balance: number): Look {
    const before = this.#before(account);
    const now = Date.now();
    const current = { at: now, balance, counted: this.#counted(account, now), ...this.#owed(account) };
    const isOver = !before || now - before.at > DAY_MS || before.at > now || balance > before.balance;
    if (isOver) transactLightly(this.#db, () => this.#keep(account, current));
    const { open, untold } = current;
    if (!before) return { open, untold, charged: 0 };
    const charged = this.#counted(account, before.at) - open - (before.counted - before.open);
    return { open, untold, charged, before };
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

  /** Credits spent or reserved since 30 days before a moment. */
  #counted(account: string, moment: number): number {
    const row = this.#db
      .prepare('SELECT COALESCE(SUM(credits), 0) AS credits FROM spend WHERE account = ? AND at > ?')
      .get(account, moment - COMPARED_MS);
    return Number(row?.credits);
  }

  /** What may still be charged, and what was charged and told by no answer. */
  #owed(account: string): { open: number; untold: number } {
    const row = this.#db
      .prepare(
        `SELECT COALESCE(SUM(reserved), 0) AS open, COALESCE(SUM(untold), 0) AS untold FROM item
           WHERE account = ? AND (reserved > 0 OR untold > 0)`,
      )
      .get(account);
    return { open: Number(row?.open), untold: Number(row?.untold) };
  }
}
