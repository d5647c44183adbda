import type { StoredItem } from '../rules/eraser.ts';
import { ITEM_COLUMNS, type ItemRecord } from '../rules/item-record.ts';
import type { Seal } from '../rules/seal.ts';
import { type Change, WorkingSet } from '../rules/working-set.ts';
import type { QuestionScope } from '../store.ts';
import type { Run, Values } from './connections.ts';
import type { Write } from './transactions.ts';

/** The machine's own clock means nothing on another machine: all moments are the database's. */
const STORED = ITEM_COLUMNS.filter(column => !column.endsWith('_tick'));
const COLUMNS = STORED.join(', ');
/** An index takes no longer keys than some 2,700 bytes. */
const LONGEST_KEY = 1000;

const places = (from: number) => STORED.map((_, i) => `$${from + i}`);
const KEY = 'account = $1 AND question = $2 AND item = $3';
const INSERT = `INSERT INTO snovio_mcp.item (account, question, item, ${COLUMNS}) VALUES ($1, $2, $3, ${places(4)})`;
const UPDATE = `UPDATE snovio_mcp.item SET item = $4, (${COLUMNS}) = ROW(${places(5)}) WHERE ${KEY}`;
const DELETE = `DELETE FROM snovio_mcp.item WHERE ${KEY}`;
export const READ = `SELECT item, ${COLUMNS} FROM snovio_mcp.item WHERE account = $1 AND question = $2 AND item = ANY($3)`;

/** The table of items in SQL. */
export class Items {
  readonly #seal: Seal;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  /** The records of these items. @param run runs the statement, in a transaction or by itself */
  async read(run: Run, { account, question }: QuestionScope, items: Iterable<string>): Promise<WorkingSet> {
    const scope = { account, question };
    const byKey = new Map<string, string>();
    for (const item of items) {
      byKey.set(this.#seal.item(scope, item), item);
      if (isStorable(item)) byKey.set(item, item);
    }
    const rows = await run<ItemRecord>(READ, [account, question, [...byKey.keys()]]);
    return new WorkingSet(rows.map(row => recordOf(row, byKey.get(row.item) ?? row.item)));
  }

  save(write: Write, scope: QuestionScope, changes: readonly Change[]): void {
    for (const { before, after } of changes) {
      const stored = before && this.#keyOf(scope, before);
      const place = [scope.account, scope.question] as const;
      if (after && stored === undefined)
        write(INSERT, [...place, this.#keyOf(scope, after), ...valuesOf(after)]);
      else if (after)
        write(UPDATE, [...place, stored ?? null, this.#keyOf(scope, after), ...valuesOf(after)]);
      else write(DELETE, [...place, stored ?? null]);
    }
  }

  /** How many payments are in doubt. The condition is worded as that of an index. */
  async countDoubts(run: Run): Promise<number> {
    const [row] = await run<{ n: number }>(
      `SELECT count(*) AS n FROM snovio_mcp.item
         WHERE state = 'doubt' AND (state <> 'done' OR reserved > 0 OR untold > 0)`,
    );
    return row?.n ?? 0;
  }

  /** What stands in the row for an item. */
  #keyOf({ account, question }: QuestionScope, { item, sealed }: ItemRecord): string {
    return sealed === 1 || !isStorable(item) ? this.#seal.item({ account, question }, item) : item;
  }
}

/** Rows as they come: of a row without a name the item is a keyed hash. */
export function storedItem(row: StoredItem): StoredItem {
  return { ...row, ...recordOf(row, row.item) };
}

export const STORED_ITEM = `account, question, item, ${COLUMNS}`;

function recordOf(row: ItemRecord, item: string): ItemRecord {
  return { ...row, item, sent_tick: null, changed_tick: null };
}

function valuesOf(record: ItemRecord): Values {
  return STORED.map(column => {
    const value = record[column];
    // PostgreSQL's texts hold no NUL. In JSON there is none; elsewhere it can only come from nonsense.
    return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
  });
}

function isStorable(item: string): boolean {
  return !item.includes('\0') && Buffer.byteLength(item) <= LONGEST_KEY;
}
