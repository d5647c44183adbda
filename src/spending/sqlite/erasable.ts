import type { DatabaseSync } from 'node:sqlite';
import type { Erasable, StoredItem } from '../rules/eraser.ts';
import type { WhichEvents } from '../rules/event-record.ts';
import type { ItemRecord } from '../rules/item-record.ts';
import type { WhichCalls } from '../rules/long-call-record.ts';
import { transact } from './database.ts';
import type { SqliteEvents } from './events.ts';
import type { ForgottenTable } from './forgotten-table.ts';
import type { Items } from './items.ts';
import type { SqliteLongCalls } from './long-calls.ts';

/** A ledger, as erasing sees it. Each row is changed in a transaction of its own, so that no payment waits long. */
export class SqliteErasable implements Erasable {
  readonly #db: DatabaseSync;
  readonly #items: Items;
  readonly #forgotten: ForgottenTable;
  readonly #calls: SqliteLongCalls;
  readonly #events: SqliteEvents;

  constructor(
    db: DatabaseSync,
    items: Items,
    forgotten: ForgottenTable,
    calls: SqliteLongCalls,
    events: SqliteEvents,
  ) {
    this.#db = db;
    this.#items = items;
    this.#forgotten = forgotten;
    this.#calls = calls;
    this.#events = events;
  }

  async remember(names: Iterable<string> | 'everything'): Promise<void> {
    transact(this.#db, () => this.#forgotten.add(names));
  }

  async *named(): AsyncIterable<StoredItem> {
    yield* this.#items.named();
  }

  async change(
    item: StoredItem,
    decide: (now: StoredItem, at: number) => ItemRecord | undefined | 'same',
  ): Promise<void> {
    transact(this.#db, () => {
      const before = this.#items.get(item, item.item);
      const after = before && decide({ ...item, ...before }, Date.now());
      if (before && after !== 'same') this.#items.save(item, [{ before, after }]);
    });
  }

  async removeAll(which: 'all' | 'finished', dryRun: boolean): Promise<readonly StoredItem[]> {
    return transact(this.#db, () => {
      const gone = this.#items.all(which);
      if (!dryRun) this.#items.removeAll(which);
      return gone;
    });
  }

  async removeCalls(which: WhichCalls, dryRun: boolean): Promise<number> {
    return this.#calls.remove(which, dryRun);
  }

  async removeEvents(which: WhichEvents, dryRun: boolean): Promise<number> {
    return this.#events.remove(which, dryRun);
  }
}
