import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS } from './keeping.ts';

/** What may be spent by configuration alone, in credits; undefined: no limit. */
export interface Walls {
  /** For the life of this process. */
  readonly process?: number | undefined;
  /** In any 24 hours, all processes of the state directory. */
  readonly day?: number | undefined;
}

/** The account's spending record: one line per paid item, reserved at first and corrected when it ends. */
export class Spend {
  readonly #db: DatabaseSync;
  readonly #process: string;
  readonly #total: ReturnType<DatabaseSync['prepare']>;
  readonly #mine: ReturnType<DatabaseSync['prepare']>;

  constructor(db: DatabaseSync, process: string) {
    this.#db = db;
    this.#process = process;
    const sum = 'SELECT COALESCE(SUM(credits), 0) AS credits FROM spend WHERE account = ?';
    this.#total = db.prepare(`${sum} AND at > ?`);
    this.#mine = db.prepare(`${sum} AND process = ?`);
  }

  /** Reserves credits. @returns the line's id */
  reserve(account: string, tool: string, credits: number): number {
    const insert = this.#db.prepare(
      'INSERT INTO spend (account, tool, process, at, credits) VALUES (?, ?, ?, ?, ?)',
    );
    return Number(insert.run(account, tool, this.#process, Date.now(), credits).lastInsertRowid);
  }

  /** Sets a line to what was charged. A line of 0 stays: a greylisted address is charged when it resolves. */
  correct(id: number, credits: number): void {
    this.#db.prepare('UPDATE spend SET credits = ? WHERE id = ?').run(credits, id);
  }

  /** Takes a reservation back. */
  cancel(id: number | undefined): void {
    if (id !== undefined) this.#db.prepare('DELETE FROM spend WHERE id = ?').run(id);
  }

  purge(before: number): void {
    this.#db.prepare('DELETE FROM spend WHERE at < ?').run(before);
  }

  /** Credits that the walls still leave; Infinity where none stands. */
  left(account: string, walls: Walls): { process: number; day: number } {
    return {
      process: walls.process === undefined ? Infinity : Math.max(0, walls.process - this.inProcess(account)),
      day:
        walls.day === undefined
          ? Infinity
          : Math.max(0, walls.day - this.since(account, Date.now() - DAY_MS)),
    };
  }

  /** Credits spent or reserved by this process. */
  inProcess(account: string): number {
    return Number(this.#mine.get(account, this.#process)?.credits);
  }

  /** Credits spent or reserved since a moment, by all processes. */
  since(account: string, moment: number): number {
    return Number(this.#total.get(account, moment)?.credits);
  }

  /** The same by tool. */
  byTool(account: string, moment: number): { tool: string; credits: number }[] {
    const rows = this.#db
      .prepare(
        'SELECT tool, SUM(credits) AS credits FROM spend WHERE account = ? AND at > ? GROUP BY tool ORDER BY tool',
      )
      .all(account, moment);
    return rows.map(row => ({ tool: String(row.tool), credits: Number(row.credits) }));
  }
}
