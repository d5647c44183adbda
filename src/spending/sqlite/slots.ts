import type { DatabaseSync } from 'node:sqlite';
import type { Limit, QuotaRequest, SlotState } from '../store.ts';
import { transact } from './database.ts';
import { msSince, tickNow } from './item-record.ts';

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
      const ages = this.#ages(account, limit, now);
      const pausedMs = this.#pausedMs(account, now);
      const free = ages.length < limit.requests && pausedMs === 0;
      if (!free) return { taken: false, pausedMs, ages };
      this.#db.prepare('INSERT INTO slot (account, at, tick) VALUES (?, ?, ?)').run(account, now, tickNow());
      return { taken: true, pausedMs, ages: [...ages, 0] };
    });
  }

  pause(account: string, ms: number | undefined, limit: Limit): void {
    transact(this.#db, () => {
      const now = Date.now();
      const oldest = this.#ages(account, limit, now)[0] ?? 0;
      const until = Math.ceil(now + (ms ?? limit.windowMs - oldest));
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
      this.#dropOld('quota', account, hourMs, now);
      const sum = this.#db.prepare(
        'SELECT COALESCE(SUM(units), 0) AS n FROM quota WHERE account = ? AND family = ?',
      );
      const used = Number(sum.get(account, family)?.n);
      if (used + units + keep + open * keepPerOpen > limit) return false;
      this.#db
        .prepare('INSERT INTO quota (account, family, at, units, tick) VALUES (?, ?, ?, ?, ?)')
        .run(account, family, now, units, tickNow());
      return true;
    });
  }

  /** @param open items that are under way already */
  quotaWait(
    { account, family, limit, hourMs, units, keep, keepPerOpen }: QuotaRequest,
    open: number,
  ): number {
    this.#dropOld('quota', account, hourMs, Date.now());
    const rows = this.#db
      .prepare('SELECT at, tick, units FROM quota WHERE account = ? AND family = ?')
      .all(account, family)
      .map(row => ({ age: ageOf(row), units: Number(row.units) }))
      .sort((one, other) => other.age - one.age);
    let used = rows.reduce((sum, row) => sum + row.units, 0);
    let wait = hourMs;
    for (const row of rows) {
      used -= row.units;
      wait = Math.max(0, hourMs - row.age);
      if (used + units + keep + open * keepPerOpen <= limit) break;
    }
    return wait;
  }

  /** How many milliseconds ago the slots of the running window were taken, the oldest first. */
  #ages(account: string, { windowMs }: Limit, now: number): number[] {
    this.#dropOld('slot', account, windowMs, now);
    const rows = this.#db.prepare('SELECT at, tick FROM slot WHERE account = ?').all(account);
    return rows.map(ageOf).sort((a, b) => b - a);
  }

  /** Drops what is older than the limit's time. A moment in the future, left by a clock that was set back, is now. */
  #dropOld(table: 'slot' | 'quota', account: string, maxMs: number, now: number): void {
    this.#db.prepare(`UPDATE ${table} SET at = ? WHERE account = ? AND at > ?`).run(now, account, now);
    const old = this.#db.prepare(`SELECT rowid, at, tick FROM ${table} WHERE account = ? AND at <= ?`);
    const drop = this.#db.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
    // What seems old may have been made so by a clock that was set ahead.
    for (const row of old.all(account, now - maxMs)) if (ageOf(row) >= maxMs) drop.run(Number(row.rowid));
  }

  #pausedMs(account: string, now: number): number {
    const row = this.#db.prepare('SELECT since, until FROM paused WHERE account = ?').get(account);
    if (!row) return 0;
    const [since, until] = [Number(row.since), Number(row.until)];
    // A pause that begins in the future was left by a clock that was set back. If it still holds, Snov.io answers 429 again.
    return since <= now ? Math.max(0, until - now) : 0;
  }
}

function ageOf({ at, tick }: Record<string, unknown>): number {
  return msSince(Number(at), typeof tick === 'number' ? tick : null);
}
