import type { DatabaseSync } from 'node:sqlite';
import type { Limit, QuotaRequest, SlotState } from '../store.ts';
import { transact } from './database.ts';

/** The pace and the hourly quotas that all processes of a state directory share. If they are lost, at most a window is lost. */
export class SharedPace {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  close(): void {
    this.#db.close();
  }

  take(account: string, limit: Limit): SlotState {
    return transact(this.#db, () => {
      const now = Date.now();
      const taken = this.#taken(account, limit, now);
      const pausedMs = this.#pausedMs(account, now);
      const free = taken.length < limit.requests && pausedMs === 0;
      if (free) this.#db.prepare('INSERT INTO slot (account, at) VALUES (?, ?)').run(account, now);
      return { taken: free, pausedMs, ages: [...taken, ...(free ? [now] : [])].map(at => now - at) };
    });
  }

  pause(account: string, ms: number | undefined, limit: Limit): void {
    transact(this.#db, () => {
      const now = Date.now();
      const oldest = this.#taken(account, limit, now)[0] ?? now;
      const until = Math.ceil(ms === undefined ? oldest + limit.windowMs : now + ms);
      if (until <= now + this.#pausedMs(account, now)) return;
      this.#db
        .prepare('INSERT OR REPLACE INTO paused (account, since, until) VALUES (?, ?, ?)')
        .run(account, now, until);
    });
  }

  /** @param open items that are under way already */
  takeQuota(
    { account, family, limit, hourMs, units, keep, keepPerOpen }: QuotaRequest,
    open: number,
  ): boolean {
    return transact(this.#db, () => {
      const now = Date.now();
      this.#db.prepare('UPDATE quota SET at = ? WHERE account = ? AND at > ?').run(now, account, now);
      this.#db.prepare('DELETE FROM quota WHERE account = ? AND at <= ?').run(account, now - hourMs);
      const sum = this.#db.prepare(
        'SELECT COALESCE(SUM(units), 0) AS n FROM quota WHERE account = ? AND family = ?',
      );
      const used = Number(sum.get(account, family)?.n);
      if (used + units + keep + open * keepPerOpen > limit) return false;
      this.#db
        .prepare('INSERT INTO quota (account, family, at, units) VALUES (?, ?, ?, ?)')
        .run(account, family, now, units);
      return true;
    });
  }

  /** The slots of the running window, the oldest first. A moment in the future, left by a clock that was set back, is now. */
  #taken(account: string, { windowMs }: Limit, now: number): number[] {
    this.#db.prepare('UPDATE slot SET at = ? WHERE account = ? AND at > ?').run(now, account, now);
    this.#db.prepare('DELETE FROM slot WHERE account = ? AND at <= ?').run(account, now - windowMs);
    const rows = this.#db.prepare('SELECT at FROM slot WHERE account = ? ORDER BY at').all(account);
    return rows.map(row => Number(row.at));
  }

  #pausedMs(account: string, now: number): number {
    const row = this.#db.prepare('SELECT since, until FROM paused WHERE account = ?').get(account);
    if (!row) return 0;
    const [since, until] = [Number(row.since), Number(row.until)];
    // A pause that begins in the future was left by a clock that was set back. If it still holds, Snov.io answers 429 again.
    return since <= now ? Math.max(0, until - now) : 0;
  }
}
