import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { StoredItem } from '../rules/eraser.ts';
import { ITEM_COLUMNS, type ItemRecord } from '../rules/item-record.ts';
import { sealed, unlessOver } from '../rules/record-steps.ts';
import type { Seal } from '../rules/seal.ts';
import { type Change, WorkingSet } from '../rules/working-set.ts';
import type { QuestionScope } from '../store.ts';
import { momentNow } from './clock.ts';

const KEY = 'account = ? AND question = ? AND item = ?';
const COLUMNS = ITEM_COLUMNS.join(', ');
const VALUES = ITEM_COLUMNS.map(() => '?').join(', ');
const ASSIGNED = ITEM_COLUMNS.map(column => `${column} = ?`).join(', ');
/** How many rows are read at once. */
const PAGE = 200;

/** The table of items in SQL. */
export class Items {
  readonly #db: DatabaseSync;
  readonly #seal: Seal;
  readonly #one: ReturnType<DatabaseSync['prepare']>;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(db: DatabaseSync, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
    this.#one = db.prepare(`SELECT ${COLUMNS} FROM item WHERE ${KEY}`);
    // Every call reads rows, and as objects their making would take longer than their reading.
    this.#one.setReturnArrays(true);
  }

  get(scope: QuestionScope, item: string): ItemRecord | undefined {
    const { account, question } = scope;
    const read = (key: string) =>
      this.#one.get(account, question, key) as unknown as readonly SQLOutputValue[] | undefined;
    // Most have their name: the hash is only made for the others. There is never a row for each.
    const row = read(item) ?? read(this.#seal.item(scope, item));
    return row && recordOf(item, row);
  }

  /** The records of these items, to be changed and saved. */
  read(scope: QuestionScope, items: Iterable<string>): WorkingSet {
    return new WorkingSet([...new Set(items)].flatMap(item => this.get(scope, item) ?? []));
  }

  save(scope: QuestionScope, changes: readonly Change[]): void {
    for (const change of changes) this.#write(scope, change);
  }

  /** How many payments of v1 have not ended, of those that were sent after `since`. */
  countOpenV1({ account, question }: QuestionScope, since: number): number {
    const row = this.#sql(
      `SELECT COUNT(*) AS n FROM item WHERE account = ? AND question = ? AND generation = 'v1' AND sent_at > ?
         AND (state <> 'done' OR reserved > 0)`,
    ).get(account, question, since);
    return Number(row?.n);
  }

  /** How many payments are in doubt: each has credits reserved, by which the index finds them. */
  countDoubts(): number {
    const row = this.#sql(
      `SELECT COUNT(*) AS n FROM item WHERE state = 'doubt' AND (reserved > 0 OR untold > 0)`,
    ).get();
    return Number(row?.n);
  }

  /**
   * Removes some of what has expired.
   * @param untoldBefore rows whose charge is not reported yet stay, without answer, if they expired after this
   * @returns how many rows it changed; 0: there is no more
   */
  purge(now: number, untoldBefore: number, most: number): number {
    const isExpired = `rowid IN (SELECT rowid FROM item WHERE expires_at <= ?`;
    const removed = this.#run(
      `DELETE FROM item WHERE ${isExpired} AND state = 'done' AND (untold = 0 OR expires_at <= ?) LIMIT ?)`,
      now,
      untoldBefore,
      most,
    );
    return (
      removed +
      this.#run(`UPDATE item SET answer = NULL WHERE ${isExpired} AND answer IS NOT NULL LIMIT ?)`, now, most)
    );
  }

  /** Lets some rows name nothing any more, for a ledger that keeps no answers. @returns how many; 0: there are no more */
  sealSome(most: number): number {
    const rows = this.#sql(`SELECT account, question, item, ${COLUMNS} FROM item WHERE sealed = 0 LIMIT ?`);
    const all = rows.all(most) as unknown as StoredItem[];
    const { at } = momentNow();
    for (const before of all) this.#write(before, { before, after: unlessOver(sealed(before, at)) });
    return all.length;
  }

  /** All rows, or those that are finished or in doubt. Of a row without a name the item is a keyed hash. */
  all(which: 'all' | 'finished'): StoredItem[] {
    const rows = this.#sql(`SELECT account, question, item, ${COLUMNS} FROM item WHERE ${CONDITIONS[which]}`);
    return rows.all() as unknown as StoredItem[];
  }

  removeAll(which: 'all' | 'finished'): void {
    this.#run(`DELETE FROM item WHERE ${CONDITIONS[which]}`);
  }

  /** Every row that has its name, read in portions. */
  *named(): Iterable<StoredItem> {
    const some = this.#sql(
      `SELECT account, question, item, ${COLUMNS} FROM item WHERE sealed = 0 AND (account, question, item) > (?, ?, ?)
         ORDER BY account, question, item LIMIT ${PAGE}`,
    );
    for (let last: [string, string, string] | undefined = ['', '', '']; last; ) {
      const rows = some.all(...last) as unknown as StoredItem[];
      yield* rows;
      const end = rows.at(-1);
      last = end && [end.account, end.question, end.item];
    }
  }

  #write(scope: QuestionScope, { before, after }: Change): void {
    const { account, question } = scope;
    const stored = before && this.#keyOf(scope, before);
    const key = after && this.#keyOf(scope, after);
    if (stored !== undefined && !after) this.#run(`DELETE FROM item WHERE ${KEY}`, account, question, stored);
    if (!after || key === undefined) return;
    const values = ITEM_COLUMNS.map(column => after[column]);
    if (stored === undefined)
      this.#run(
        `INSERT INTO item (account, question, item, ${COLUMNS}) VALUES (?, ?, ?, ${VALUES})`,
        ...[account, question, key, ...values],
      );
    else if (stored === key)
      this.#run(`UPDATE item SET ${ASSIGNED} WHERE ${KEY}`, ...values, account, question, key);
    else
      this.#run(
        `UPDATE item SET item = ?, ${ASSIGNED} WHERE ${KEY}`,
        ...[key, ...values, account, question, stored],
      );
  }

  /** What stands in the row for an item. */
  #keyOf(scope: QuestionScope, { item, sealed }: ItemRecord): string {
    return sealed === 1 ? this.#seal.item(scope, item) : item;
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#sql(sql).run(...values).changes);
  }

  #sql(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

/** @param row in the order of the columns */
function recordOf(item: string, row: readonly SQLOutputValue[]): ItemRecord {
  const record: Record<string, unknown> = { item };
  let i = 0;
  for (const column of ITEM_COLUMNS) record[column] = row[i++];
  return record as unknown as ItemRecord;
}

const CONDITIONS = { all: '1 = 1', finished: `state IN ('done', 'doubt')` } as const;
