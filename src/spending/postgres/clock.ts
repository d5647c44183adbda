import type { Run } from './connections.ts';

/**
 * Milliseconds since the epoch by the database's clock, inside a statement: the moment at which its turn came. An index can be
 * searched by it, other than by `clock_timestamp()`. `extract` would reckon with decimals, and take much longer.
 */
export const NOW = `floor(date_part('epoch', statement_timestamp()) * 1000)::bigint`;

/**
 * The database's clock, which is one for all copies. Between two answers it is reckoned on with the clock of this process that
 * nobody sets.
 */
export class DatabaseClock {
  #offset = 0;

  /** Asks the database. @param run runs the statement, in a transaction or by itself */
  async read(run: Run): Promise<number> {
    const [row] = await run<{ now: number }>(`SELECT ${NOW} AS now`);
    const now = row?.now ?? 0;
    this.set(now);
    return now;
  }

  /** @param now what the database has just said */
  set(now: number): void {
    // It is at least that late now.
    this.#offset = now - performance.now();
  }

  /** Milliseconds since the epoch, at most: what is stored from now on has a later moment, or the same. */
  now(): number {
    return Math.floor(performance.now() + this.#offset);
  }
}
