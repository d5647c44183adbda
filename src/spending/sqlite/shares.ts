import type { DatabaseSync } from 'node:sqlite';
import type { Holder, HolderRoom, HolderSpending } from '../holders.ts';
import { limitsOf, roomAfter, SPANS } from '../rules/holder-rooms.ts';

const OF_HOLDER = 'FROM share JOIN spend ON spend.id = share.line WHERE share.holder = ? AND share.at > ?';

/** Whom the lines of the spending record count among, besides their account. */
export class Shares {
  readonly #db: DatabaseSync;
  readonly #sum: ReturnType<DatabaseSync['prepare']>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sum = db.prepare(
      `SELECT COALESCE(SUM(credits), 0) AS credits, MIN(iif(credits > 0, share.at, NULL)) AS first ${OF_HOLDER}`,
    );
  }

  add(line: number, holders: readonly Holder[], at: number): void {
    for (const { name } of holders)
      this.#db.prepare('INSERT INTO share (holder, line, at) VALUES (?, ?, ?)').run(name, line, at);
  }

  /** SQLite gives the number of a line that is gone to another one. */
  remove(line: number): void {
    this.#db.prepare('DELETE FROM share WHERE line = ?').run(line);
  }

  purge(): void {
    this.#db.prepare('DELETE FROM share WHERE at < ?').run(Date.now() - SPANS.month);
  }

  roomOf(holders: readonly Holder[]): HolderRoom[] {
    return limitsOf(holders).map(limit => {
      const row = this.#sum.get(limit.name, Date.now() - SPANS[limit.span]);
      const first = typeof row?.first === 'number' ? row.first : null;
      return roomAfter(limit, { credits: Number(row?.credits), first });
    });
  }

  byHolder(): HolderSpending[] {
    const now = Date.now();
    const rows = this.#db
      .prepare(
        `SELECT holder, SUM(credits) AS month, SUM(iif(share.at > ?, credits, 0)) AS day
           FROM share JOIN spend ON spend.id = share.line WHERE share.at > ? GROUP BY holder ORDER BY holder`,
      )
      .all(now - SPANS.day, now - SPANS.month);
    return rows.map(({ holder, day, month }) => ({
      holder: String(holder),
      last24Hours: Number(day),
      last30Days: Number(month),
    }));
  }
}
