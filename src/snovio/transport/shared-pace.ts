import type { DatabaseSync } from 'node:sqlite';
import { openPaceFile, transact } from '../../spending/database.ts';
import { type Limit, processSlots, type Slots, waitFor, windowEnd, withMargin } from './slots.ts';

/** The slots that all processes of a state directory share, each taken in one transaction. */
export class SharedPace {
  readonly #db: DatabaseSync;

  constructor(stateDir: string) {
    this.#db = openPaceFile(stateDir);
  }

  close(): void {
    this.#db.close();
  }

  /** The slots of one account. Where the file fails (disk full, locked) the process keeps the limit by itself. */
  slots(account: string, limit: Limit): Slots {
    const margined = withMargin(limit);
    const db = this.#db;
    const select = db.prepare('SELECT at FROM slot WHERE account = ? AND at > ? ORDER BY at');
    const insert = db.prepare('INSERT INTO slot (account, at) VALUES (?, ?)');
    const forget = db.prepare('DELETE FROM slot WHERE account = ? AND at <= ?');
    const paused = db.prepare('SELECT until FROM pause WHERE account = ?');
    const pause = db.prepare(
      'INSERT INTO pause (account, until) VALUES (?, ?) ON CONFLICT DO UPDATE SET until = MAX(until, excluded.until)',
    );
    const taken = () => select.all(account, Date.now() - margined.windowMs).map(row => Number(row.at));
    const shared = (ahead: number) => {
      const now = Date.now();
      const until = Number(paused.get(account)?.until ?? 0);
      return Math.max(0, until - now, waitFor(taken(), ahead, margined, now));
    };
    const own = processSlots(limit);
    const delay = (ahead: number) => Math.max(own.delay(ahead), attempt(() => shared(ahead)) ?? 0);
    const reserve = () =>
      transact(db, () => {
        if (shared(0) > 0) return false;
        forget.run(account, Date.now() - margined.windowMs);
        insert.run(account, Date.now());
        return true;
      });
    return {
      delay,
      take: async () => attempt(reserve) ?? own.take(),
      idle: () => true,
      pause: ms => {
        const paused = attempt(() => {
          const until = ms === undefined ? windowEnd(taken(), margined) : Date.now() + ms;
          return pause.run(account, Math.ceil(until));
        });
        if (!paused) own.pause(ms);
      },
    };
  }
}

/** What the file says; undefined when it cannot be used now. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
