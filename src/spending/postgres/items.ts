import type { StoredItem } from '../rules/eraser.ts';
import { ITEM_COLUMNS, type ItemRecord } from '../rules/item-record.ts';
import type { Seal } from '../rules/seal.ts';
import { type Change, WorkingSet } from '../rules/working-set.ts';
import type { QuestionScope } from '../store.ts';
import type { Run, Values } from './connections.ts';
import { type Asked, type Place, readTogether } from './reading.ts';
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
/** The credits of the payment that ended last. Of one that is under way, that is the one before. */
const CHARGED = `(SELECT credits FROM snovio_mcp.spend WHERE spend.account = item.account AND spend.id =
  CASE WHEN state = 'done' THEN spend_id ELSE (prior::json ->> 'spend_id')::bigint END) AS charged`;

interface ItemRow extends ItemRecord {
  readonly charged?: number | null;
}

export interface ReadItems<Facts> {
  readonly facts: Facts;
  readonly records: WorkingSet;
  /** The credits of the payment of an item that ended last, where they were asked for; 0 where it is too old to be known. */
  readonly charged: ReadonlyMap<string, number>;
}

/** The table of items in SQL. */
export class Items {
  readonly #seal: Seal;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  /**
   * Reads the records of these items, and facts besides, in one statement.
   * @param run runs it, in a transaction or by itself
   * @param charged whether what the items have cost is read too
   */
  async read<Facts extends object>(
    run: Run,
    { account, question }: QuestionScope,
    items: Iterable<string>,
    asked: (place: Place) => Asked,
    charged = false,
  ): Promise<ReadItems<Facts>> {
    const scope = { account, question };
    const byKey = new Map<string, string>();
    for (const item of items) {
      byKey.set(this.#seal.item(scope, item), item);
      if (isStorable(item)) byKey.set(item, item);
    }
    const rowsOf = (place: Place) =>
      `SELECT item, ${COLUMNS}${charged ? `, ${CHARGED}` : ''} FROM snovio_mcp.item
         WHERE account = ${place(account)} AND question = ${place(question)} AND item = ANY(${place([...byKey.keys()])})`;
    const read = await readTogether<Facts, ItemRow>(run, 'item', asked, rowsOf);
    const itemOf = (row: ItemRow) => byKey.get(row.item) ?? row.item;
    return {
      facts: read.facts,
      records: new WorkingSet(read.rows.map(row => recordOf(row, itemOf(row)))),
      charged: new Map(read.rows.map(row => [itemOf(row), row.charged ?? 0])),
    };
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
  const stored = Object.fromEntries(STORED.map(column => [column, row[column]])) as unknown as ItemRecord;
  return { ...stored, item, sent_tick: null, changed_tick: null };
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
