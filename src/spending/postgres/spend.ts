import { DAY_MS, SPEND_KEPT_MS } from '../rules/keeping.ts';
import type { SpendLines } from '../rules/operations.ts';
import type { DaySpending, Spent, SpentSince, ToolSpending, Walls } from '../store.ts';
import { NOW } from './clock.ts';
import type { Connections, Run } from './connections.ts';
import type { Columns, Place } from './reading.ts';
import { addShares } from './shares.ts';
import type { Write } from './transactions.ts';

const MONTH = `at > ${NOW} - ${30 * DAY_MS}`;

/** Credits spent or reserved by all processes within 24 hours, and by this one; missing where no wall asks for them. */
export interface Sums {
  readonly ofDay?: number;
  readonly ofProcess?: number;
}

/** What walls leave. Credits; Infinity where there is none. */
export function leftBelow(walls: Walls, { ofDay, ofProcess }: Sums): { process: number; day: number } {
  const left = (wall: number | undefined, spent = 0) =>
    wall === undefined ? Infinity : Math.max(0, wall - spent);
  return { process: left(walls.process, ofProcess), day: left(walls.day, ofDay) };
}

function sumOf(account: string): string {
  return `SELECT COALESCE(SUM(credits), 0) FROM snovio_mcp.spend WHERE account = ${account}`;
}

function ofProcess(account: string, process: string): string {
  return `(${sumOf(account)} AND process = ${process} AND at > ${NOW} - ${SPEND_KEPT_MS})`;
}

/** The spending record: a line for each paid item, reserved at first and corrected when it ends. */
export class Spend {
  readonly #connections: Connections;
  readonly #process: string;

  /** @param process names this process */
  constructor(connections: Connections, process: string) {
    this.#connections = connections;
    this.#process = process;
  }

  /** What counts towards these walls, as facts to read. */
  sums(place: Place, account: string, { process, day }: Walls): Columns {
    return {
      ...(day !== undefined && { ofDay: `(${sumOf(place(account))} AND at > ${NOW} - ${DAY_MS})` }),
      ...(process !== undefined && { ofProcess: ofProcess(place(account), place(this.#process)) }),
    };
  }

  /** Ids for new lines, as a fact to read. */
  ids(place: Place, lines: number): Columns {
    const next = `nextval('snovio_mcp.spend_id')`;
    // A payment for one item is the most frequent by far, and an array of one is made much faster than one of any length.
    if (lines === 1) return { ids: `ARRAY[${next}]` };
    return { ids: `(SELECT array_agg(${next}) FROM generate_series(1, ${place(lines)}))` };
  }

  /** The lines of an account, as a transaction changes them. @param ids for new ones */
  lines(write: Write, account: string, ids: readonly number[], at: number): SpendLines {
    const free = [...ids];
    return {
      reserve: (tool, credits, call, holders) => {
        const id = free.shift();
        if (id === undefined) throw new Error('No id is left for a line of the spending record.');
        write(
          'INSERT INTO snovio_mcp.spend (account, id, tool, process, at, credits, call) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [account, id, tool, this.#process, at, credits, call ?? null],
        );
        addShares(write, { account, id, at }, holders);
        return id;
      },
      correct: (id, credits) =>
        write('UPDATE snovio_mcp.spend SET credits = $3 WHERE account = $1 AND id = $2', [
          account,
          id,
          credits,
        ]),
      cancel: id => {
        write('DELETE FROM snovio_mcp.share WHERE account = $1 AND line = $2', [account, id]);
        write('DELETE FROM snovio_mcp.spend WHERE account = $1 AND id = $2', [account, id]);
      },
    };
  }

  /** Whether a line was written, by this process at that moment: ids that nobody has seen may be given again after a crash. */
  async has(run: Run, { account, id, at }: { account: string; id: number; at: number }): Promise<boolean> {
    const sql = 'SELECT 1 FROM snovio_mcp.spend WHERE account = $1 AND id = $2 AND process = $3 AND at = $4';
    return (await run(sql, [account, id, this.#process, at])).length > 0;
  }

  async ofCall(call: string): Promise<number> {
    const [row] = await this.#connections.query<{ credits: number }>(
      'SELECT COALESCE(SUM(credits), 0) AS credits FROM snovio_mcp.spend WHERE call = $1',
      [call],
    );
    return row?.credits ?? 0;
  }

  /** What an account has spent or reserved. */
  async spent(account: string): Promise<Spent> {
    const [sums, byTool] = await Promise.all([
      this.#connections.query<{ process: number; first: number | null; last: number | null }>(
        `SELECT ${ofProcess('$1', '$2')} AS process, MIN(at) AS first, MAX(at) AS last FROM snovio_mcp.spend
           WHERE account = $1 AND at > ${NOW} - ${DAY_MS} AND credits > 0`,
        [account, this.#process],
      ),
      this.#connections.query<ToolSpending>(
        `SELECT tool, SUM(credits) AS "last30Days", COUNT(*) AS items,
             COALESCE(SUM(credits) FILTER (WHERE at > ${NOW} - ${7 * DAY_MS}), 0) AS "last7Days",
             COALESCE(SUM(credits) FILTER (WHERE at > ${NOW} - ${DAY_MS}), 0) AS "last24Hours"
           FROM snovio_mcp.spend WHERE account = $1 AND ${MONTH} GROUP BY tool ORDER BY tool COLLATE "C"`,
        [account],
      ),
    ]);
    const { process = 0, first = null, last = null } = sums[0] ?? {};
    const sum = (span: keyof SpentSince) => byTool.reduce((credits, line) => credits + line[span], 0);
    return {
      process,
      last24Hours: sum('last24Hours'),
      last7Days: sum('last7Days'),
      last30Days: sum('last30Days'),
      dayFrees: first === null || last === null ? undefined : { first: first + DAY_MS, last: last + DAY_MS },
      byTool,
    };
  }

  /** What an account has spent in the last 30 days, the latest day first. */
  byDay(account: string): Promise<DaySpending[]> {
    return this.#connections.query<DaySpending>(
      `SELECT to_char(to_timestamp(at / 1000), 'YYYY-MM-DD') AS day, tool, SUM(credits) AS credits
         FROM snovio_mcp.spend WHERE account = $1 AND ${MONTH}
         GROUP BY day, tool HAVING SUM(credits) > 0 ORDER BY day DESC, tool COLLATE "C"`,
      [account],
    );
  }
}
