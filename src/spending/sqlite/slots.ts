import type { DatabaseSync } from 'node:sqlite';
import { msSince } from '../rules/moment.ts';
import { fitsQuota, type Pace, pausedMs, pauseUntil, slotState, waitForQuota } from '../rules/pace.ts';
import type { Limit, QuotaRequest, SlotState } from '../store.ts';
import { momentNow } from './clock.ts';
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
      const state = slotState(this.#pace(account, limit), limit);
      const { at, tick } = momentNow();
      if (state.taken)
        this.#db.prepare('INSERT INTO slot (account, at, tick) VALUES (?, ?, ?)').run(account, at, tick);
      return state;
    });
  }

  pause(account: string, ms: number | undefined, limit: Limit): void {
    transact(this.#db, () => {
      const now = Date.now();
      const until = pauseUntil(ms, this.#pace(account, limit), limit, now);
      if (until === undefined) return;
      this.#db
        .prepare('INSERT OR REPLACE INTO paused (account, since, until) VALUES (?, ?, ?)')
        .run(account, now, until);
    });
  }

  /** @param open items that are under way already */
  takeQuota(request: QuotaRequest, open: number): boolean {
    const { account, family, units, hourMs } = request;
    return transact(this.#db, () => {
      this.#dropOld('quota', account, hourMs);
      const sum = this.#db.prepare(
        'SELECT COALESCE(SUM(units), 0) AS n FROM quota WHERE account = ? AND family = ?',
      );
      if (!fitsQuota(request, Number(sum.get(account, family)?.n), open)) return false;
      const { at, tick } = momentNow();
      this.#db
        .prepare('INSERT INTO quota (account, family, at, units, tick) VALUES (?, ?, ?, ?, ?)')
        .run(account, family, at, units, tick);
      return true;
    });
  }

  /** @param open items that are under way already */
  quotaWait(request: QuotaRequest, open: number): number {
    const { account, family, hourMs } = request;
    this.#dropOld('quota', account, hourMs);
    const rows = this.#db
      .prepare('SELECT at, tick, units FROM quota WHERE account = ? AND family = ?')
      .all(account, family);
    const uses = rows.map(row => ({ age: ageOf(row), units: Number(row.units) }));
    return waitForQuota(request, uses, open);
  }

  #pace(account: string, { windowMs }: Limit): Pace {
    this.#dropOld('slot', account, windowMs);
    const slots = this.#db.prepare('SELECT at, tick FROM slot WHERE account = ?').all(account);
    const pause = this.#db.prepare('SELECT since, until FROM paused WHERE account = ?').get(account);
    return {
      ages: slots.map(ageOf),
      pausedMs: pausedMs(pause as { since: number; until: number } | undefined, Date.now()),
    };
  }

  /** Drops what is older than the limit's time. A moment in the future, left by a clock that was set back, is now. */
  #dropOld(table: 'slot' | 'quota', account: string, maxMs: number): void {
    const now = Date.now();
    this.#db.prepare(`UPDATE ${table} SET at = ? WHERE account = ? AND at > ?`).run(now, account, now);
    const old = this.#db.prepare(`SELECT rowid, at, tick FROM ${table} WHERE account = ? AND at <= ?`);
    const drop = this.#db.prepare(`DELETE FROM ${table} WHERE rowid = ?`);
    // What seems old may have been made so by a clock that was set ahead.
    for (const row of old.all(account, now - maxMs)) if (ageOf(row) >= maxMs) drop.run(Number(row.rowid));
  }
}

function ageOf({ at, tick }: Record<string, unknown>): number {
  return msSince(Number(at), typeof tick === 'number' ? tick : null, momentNow());
}
