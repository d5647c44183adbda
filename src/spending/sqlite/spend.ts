import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS, SPEND_KEPT_MS } from '../rules/keeping.ts';
import type { SpendLines } from '../rules/operations.ts';
import type { DayFrees, DaySpending, Spent, SpentSince, ToolSpending, Walls } from '../store.ts';
import { Shares } from './shares.ts';

/** The spending record: a line for each paid item, reserved at first and corrected when it ends. */
export class Spend {
  readonly shares: Shares;
  readonly #db: DatabaseSync;
  readonly #process: string;
  readonly #total: ReturnType<DatabaseSync['prepare']>;
  readonly #mine: ReturnType<DatabaseSync['prepare']>;
  readonly #line: ReturnType<DatabaseSync['prepare']>;

  constructor(db: DatabaseSync, process: string) {
    this.#db = db;
    this.#process = process;
    this.shares = new Shares(db);
    const sum = 'SELECT COALESCE(SUM(credits), 0) AS credits FROM spend WHERE account = ?';
    this.#total = db.prepare(`${sum} AND at > ?`);
    this.#mine = db.prepare(`${sum} AND process = ?`);
    this.#line = db.prepare('SELECT credits FROM spend WHERE id = ?');
  }

  /** The lines of an account. */
  of(account: string): SpendLines {
    return {
      reserve: (tool, credits, call, holders) => {
        const insert = this.#db.prepare(
          'INSERT INTO spend (account, tool, process, at, credits, call) VALUES (?, ?, ?, ?, ?, ?)',
        );
        const at = Date.now();
        const values = [account, tool, this.#process, at, credits, call ?? null] as const;
        const id = Number(insert.run(...values).lastInsertRowid);
        this.shares.add(id, holders, at);
        return id;
      },
      correct: (id, credits) => {
        this.#db.prepare('UPDATE spend SET credits = ? WHERE id = ?').run(credits, id);
      },
      cancel: id => {
        this.#db.prepare('DELETE FROM spend WHERE id = ?').run(id);
        this.shares.remove(id);
      },
    };
  }

  /** The credits of a line; 0 where it is too old to be kept. */
  creditsOf(id: number): number {
    return Number(this.#line.get(id)?.credits ?? 0);
  }

  purge(): void {
    this.#db.prepare('DELETE FROM spend WHERE at < ?').run(Date.now() - SPEND_KEPT_MS);
    this.shares.purge();
  }

  /** What an account has spent or reserved. */
  spent(account: string): Spent {
    const byTool = this.#byTool(account);
    const sum = (span: keyof SpentSince) => byTool.reduce((credits, line) => credits + line[span], 0);
    return {
      process: this.#inProcess(account),
      last24Hours: sum('last24Hours'),
      last7Days: sum('last7Days'),
      last30Days: sum('last30Days'),
      dayFrees: this.#dayFrees(account),
      byTool,
    };
  }

  /** Credits that the walls still leave; Infinity where there is none. */
  left(account: string, walls: Walls): { process: number; day: number } {
    return {
      process: walls.process === undefined ? Infinity : Math.max(0, walls.process - this.#inProcess(account)),
      day:
        walls.day === undefined
          ? Infinity
          : Math.max(0, walls.day - this.#since(account, Date.now() - DAY_MS)),
    };
  }

  #inProcess(account: string): number {
    return Number(this.#mine.get(account, this.#process)?.credits);
  }

  /** Credits spent or reserved since a moment, by all processes. */
  #since(account: string, moment: number): number {
    return Number(this.#total.get(account, moment)?.credits);
  }

  #dayFrees(account: string): DayFrees | undefined {
    const times = 'SELECT MIN(at) AS first, MAX(at) AS last FROM spend';
    const row = this.#db
      .prepare(`${times} WHERE account = ? AND at > ? AND credits > 0`)
      .get(account, Date.now() - DAY_MS);
    if (typeof row?.first !== 'number') return undefined;
    return { first: row.first + DAY_MS, last: Number(row.last) + DAY_MS };
  }

  #byTool(account: string): ToolSpending[] {
    const now = Date.now();
    const since = (days: number) => now - days * DAY_MS;
    const rows = this.#db
      .prepare(
        `SELECT tool, SUM(credits) AS month, COUNT(*) AS items, SUM(IIF(at > ?, credits, 0)) AS week,
           SUM(IIF(at > ?, credits, 0)) AS day
         FROM spend WHERE account = ? AND at > ? GROUP BY tool ORDER BY tool`,
      )
      .all(since(7), since(1), account, since(30));
    return rows.map(({ tool, day, week, month, items }) => ({
      tool: String(tool),
      last24Hours: Number(day),
      last7Days: Number(week),
      last30Days: Number(month),
      items: Number(items),
    }));
  }

  /** What an account has spent in the last 30 days, the latest day first. */
  byDay(account: string): DaySpending[] {
    const rows = this.#db
      .prepare(
        `SELECT date(at / 1000, 'unixepoch') AS day, tool, SUM(credits) AS credits FROM spend
         WHERE account = ? AND at > ? GROUP BY day, tool HAVING SUM(credits) > 0 ORDER BY day DESC, tool`,
      )
      .all(account, Date.now() - 30 * DAY_MS);
    return rows.map(({ day, tool, credits }) => ({
      day: String(day),
      tool: String(tool),
      credits: Number(credits),
    }));
  }
}
