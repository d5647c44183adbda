import type { Erasable, StoredItem } from '../rules/eraser.ts';
import type { WhichEvents } from '../rules/event-record.ts';
import type { ItemRecord } from '../rules/item-record.ts';
import type { WhichCalls } from '../rules/long-call-record.ts';
import { NOW } from './clock.ts';
import type { PostgresEvents } from './events.ts';
import { STORED_ITEM, storedItem } from './items.ts';
import type { Tables } from './ledger.ts';
import type { PostgresLongCalls } from './long-calls.ts';

/** How many rows are read at once. */
const PAGE = 200;
const CONDITIONS = { all: 'true', finished: `state IN ('done', 'doubt')` } as const;

/** The database, as erasing sees it: one account after the other, each behind its lock. */
export class PostgresErasable implements Erasable {
  readonly #tables: Tables;
  readonly #calls: PostgresLongCalls;
  readonly #events: PostgresEvents;

  constructor(tables: Tables, calls: PostgresLongCalls, events: PostgresEvents) {
    this.#tables = tables;
    this.#calls = calls;
    this.#events = events;
  }

  remember(names: Iterable<string> | 'everything'): Promise<void> {
    return this.#tables.forgotten.add(names);
  }

  async *named(): AsyncIterable<StoredItem> {
    const { connections, transactions } = this.#tables;
    for await (const account of this.#accounts()) {
      // Whoever was storing something without knowing who was forgotten is waited for; whoever comes later knows.
      await transactions.run(account, async () => {});
      for (let last: [string, string] | undefined = ['', '']; last; ) {
        const rows: StoredItem[] = await connections.query<StoredItem>(
          `SELECT ${STORED_ITEM} FROM snovio_mcp.item WHERE account = $1 AND sealed = 0 AND (question, item) > ($2, $3)
             ORDER BY question, item LIMIT ${PAGE}`,
          [account, ...last],
        );
        yield* rows.map(storedItem);
        const end = rows.at(-1);
        last = end && [end.question, end.item];
      }
    }
  }

  change(
    item: StoredItem,
    decide: (now: StoredItem, at: number) => ItemRecord | undefined | 'same',
  ): Promise<void> {
    const { transactions, items } = this.#tables;
    return transactions.run(item.account, async (run, write) => {
      const { records, facts } = await items.read<{ now: number }>(run, item, [item.item], () => ({
        facts: { now: NOW },
      }));
      const before = records.get(item.item);
      const after = before && decide({ ...item, ...before }, facts.now);
      if (before && after !== 'same') items.save(write, item, [{ before, after }]);
    });
  }

  async removeAll(which: 'all' | 'finished', dryRun: boolean): Promise<readonly StoredItem[]> {
    const { transactions } = this.#tables;
    const gone: StoredItem[] = [];
    for await (const account of this.#accounts())
      await transactions.run(account, async (run, write) => {
        const rows = await run<StoredItem>(
          `SELECT ${STORED_ITEM} FROM snovio_mcp.item WHERE account = $1 AND ${CONDITIONS[which]}`,
          [account],
        );
        gone.push(...rows.map(storedItem));
        if (!dryRun && rows.length > 0)
          write(`DELETE FROM snovio_mcp.item WHERE account = $1 AND ${CONDITIONS[which]}`, [account]);
      });
    return gone;
  }

  removeCalls(which: WhichCalls, dryRun: boolean): Promise<number> {
    return this.#calls.remove(which, dryRun);
  }

  removeEvents(which: WhichEvents, dryRun: boolean): Promise<number> {
    return this.#events.remove(which, dryRun);
  }

  /** What was erased goes from the tables' pages too, as far as nobody still reads it. */
  async compact(): Promise<void> {
    await this.#tables.connections.slowly('VACUUM snovio_mcp.item, snovio_mcp.long_call, snovio_mcp.event');
  }

  /** Every account that has an item. */
  async *#accounts(): AsyncIterable<string> {
    for (let last: string | undefined = ''; last !== undefined; ) {
      const rows: { account: string }[] = await this.#tables.connections.query<{ account: string }>(
        'SELECT account FROM snovio_mcp.item WHERE account > $1 ORDER BY account LIMIT 1',
        [last],
      );
      last = rows[0]?.account;
      if (last !== undefined) yield last;
    }
  }
}
