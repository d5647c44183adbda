import { type EventTable, MOST_EVENTS, type StoredEvent, type WantedEvents } from '../event-table.ts';
import { type EventRecord, EventSeal, type WhichEvents } from '../rules/event-record.ts';
import { eventsKeptMs } from '../rules/keeping.ts';
import { NOW } from './clock.ts';
import type { Connections } from './connections.ts';
import type { Tables } from './ledger.ts';
import type { Transactions } from './transactions.ts';

/** How many events are read at once. */
const PAGE = 200;
const COLUMNS = 'account, number, name, facts, at, times';

/** The table of what Snov.io's webhooks have reported. */
export class PostgresEvents implements EventTable {
  readonly keeps: boolean;
  readonly #connections: Connections;
  readonly #transactions: Transactions;
  readonly #seal: EventSeal;
  readonly #keptMs: number;
  /** What each account's next event waits for. */
  readonly #adding = new Map<string, Promise<void>>();

  /** @param days SNOVIO_LEDGER_DAYS */
  constructor(tables: Tables, days: number) {
    this.#connections = tables.connections;
    this.#transactions = tables.transactions;
    this.#seal = new EventSeal(tables.seal);
    this.keeps = days > 0;
    this.#keptMs = eventsKeptMs(days);
  }

  sign(text: string): string {
    return this.#seal.sign(text);
  }

  /** Those of an account that come at once would wait for each other in the database, and hold a connection each. */
  async add(account: string, event: string, body: string, facts: unknown): Promise<void> {
    if (!this.keeps) return;
    const before = this.#adding.get(account) ?? Promise.resolve();
    const added = before.then(() => this.#add(account, event, body, facts));
    const over = added.catch(() => {});
    this.#adding.set(account, over);
    await added.finally(() => {
      if (this.#adding.get(account) === over) this.#adding.delete(account);
    });
  }

  async #add(account: string, event: string, body: string, facts: unknown): Promise<void> {
    const digest = this.#seal.digest(account, event, body);
    await this.#transactions.run(`events ${account}`, async (run, write) => {
      const again = run<{ number: number }>(
        `SELECT number FROM snovio_mcp.event WHERE account = $1 AND digest = $2 AND at > ${NOW} - $3::bigint`,
        [account, digest, this.#keptMs],
      );
      const [counter] = await run<{ last: number }>(
        'SELECT last FROM snovio_mcp.event_number WHERE account = $1',
        [account],
      );
      const [known] = await again;
      if (known) {
        const more = 'UPDATE snovio_mcp.event SET times = times + 1 WHERE account = $1 AND number = $2';
        return write(more, [account, known.number]);
      }
      // Counted apart from the events: the number of one that is gone is not given again.
      const number = (counter?.last ?? 0) + 1;
      write(
        `INSERT INTO snovio_mcp.event_number (account, last) VALUES ($1, $2)
           ON CONFLICT (account) DO UPDATE SET last = excluded.last`,
        [account, number],
      );
      write('DELETE FROM snovio_mcp.event WHERE account = $1 AND digest = $2', [account, digest]);
      write(
        `INSERT INTO snovio_mcp.event (account, number, name, digest, facts, at, times)
           VALUES ($1, $2, $3, $4, $5, ${NOW}, 1)`,
        [account, number, event, digest, this.#seal.close(account, number, facts)],
      );
      write(
        `DELETE FROM snovio_mcp.event WHERE account = $1 AND name = $2 AND number <= (
           SELECT number FROM snovio_mcp.event WHERE account = $1 AND name = $2
             ORDER BY number DESC LIMIT 1 OFFSET ${MOST_EVENTS})`,
        [account, event],
      );
    });
  }

  async list(account: string, wanted: WantedEvents): Promise<readonly StoredEvent[]> {
    const { limit, before = Number.MAX_SAFE_INTEGER, events = null } = wanted;
    const records = await this.#connections.query<EventRecord>(
      `SELECT ${COLUMNS} FROM snovio_mcp.event WHERE account = $1 AND at > ${NOW} - $2::bigint AND number < $3
         AND ($4::text[] IS NULL OR name = ANY($4)) ORDER BY number DESC LIMIT $5`,
      [account, this.#keptMs, before, events, limit],
    );
    return this.#seal.open(records);
  }

  async count(account: string, events?: readonly string[]): Promise<number> {
    const [row] = await this.#connections.query<{ n: number }>(
      `SELECT count(*) AS n FROM snovio_mcp.event WHERE account = $1 AND at > ${NOW} - $2::bigint
         AND ($3::text[] IS NULL OR name = ANY($3))`,
      [account, this.#keptMs, events ?? null],
    );
    return row?.n ?? 0;
  }

  async latest(accounts: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#connections.query<{ account: string; number: number }>(
      `SELECT asked.account, newest.number FROM unnest($1::text[]) AS asked (account), LATERAL (
         SELECT number FROM snovio_mcp.event WHERE account = asked.account AND at > ${NOW} - $2::bigint
           ORDER BY number DESC LIMIT 1) AS newest`,
      [accounts, this.#keptMs],
    );
    return new Map(rows.map(({ account, number }) => [account, number]));
  }

  /** Removes events of all accounts, or only counts them. @returns how many */
  async remove(which: WhichEvents, dryRun: boolean): Promise<number> {
    let count = 0;
    for (let last: [string, number] | undefined = ['', 0]; last; ) {
      const records: EventRecord[] = await this.#connections.query<EventRecord>(
        `SELECT ${COLUMNS} FROM snovio_mcp.event WHERE (account, number) > ($1, $2)
           ORDER BY account, number LIMIT ${PAGE}`,
        last,
      );
      const gone = records.filter(record => this.#seal.isAmong(which, record));
      count += gone.length;
      if (!dryRun && gone.length > 0) await this.#removeThese(gone);
      const end = records.at(-1);
      last = end && [end.account, end.number];
    }
    return count;
  }

  async #removeThese(gone: readonly EventRecord[]): Promise<void> {
    await this.#connections.query(
      `DELETE FROM snovio_mcp.event
         WHERE (account, number) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))`,
      [gone.map(({ account }) => account), gone.map(({ number }) => number)],
    );
  }
}
