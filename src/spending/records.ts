import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Ending, Entry } from './ledger.ts';
import { fromRecord, type Generation, type Question, type Row, type RowRecord, type State } from './row.ts';

/** Whose memory, about what. */
export interface Shelf {
  /** SHA-256 of API origin and client id. */
  readonly account: string;
  readonly question: Question;
}

const KEY = 'account = ? AND question = ? AND item = ?';

/** The ledger's rows in SQL; knows no rules. */
export class Records {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  get(shelf: Shelf, item: string): Row | undefined {
    const record = this.#one(`SELECT * FROM item WHERE ${KEY}`, ...keyOf(shelf, item));
    return record && fromRecord(record as unknown as RowRecord);
  }

  /** Replaces whatever row there was: it is finished or given up. */
  insertSent(shelf: Shelf, { item, input, credits }: Entry, generation: Generation, spendId: number): void {
    const now = Date.now();
    this.#run(
      `INSERT OR REPLACE INTO item (account, question, item, state, generation, input, credits, reported, provisional,
         spend_id, sent_at, changed_at) VALUES (?, ?, ?, 'sent', ?, ?, ?, 0, 0, ?, ?, ?)`,
      ...keyOf(shelf, item),
      generation,
      JSON.stringify(input),
      credits,
      spendId,
      now,
      now,
    );
  }

  /** An answer that nobody here paid for. */
  insertFree(
    shelf: Shelf,
    ending: Ending,
    generation: Generation,
    answer: string | null,
    expiresAt: number,
  ): void {
    const now = Date.now();
    this.#run(
      `INSERT INTO item (account, question, item, state, generation, input, answer, credits, reported, provisional,
         sent_at, changed_at, expires_at) VALUES (?, ?, ?, 'done', ?, ?, ?, 0, 1, ?, ?, ?, ?)`,
      ...keyOf(shelf, ending.item),
      generation,
      JSON.stringify(ending.input),
      answer,
      ending.provisional ? 1 : 0,
      now,
      now,
      expiresAt,
    );
  }

  running(shelf: Shelf, item: string, task: string | undefined): void {
    this.#run(
      `UPDATE item SET state = 'running', task = ?, reason = NULL, changed_at = ? WHERE ${KEY} AND state <> 'done'`,
      task ?? null,
      Date.now(),
      ...keyOf(shelf, item),
    );
  }

  /** @param from only a row in this state */
  doubt(shelf: Shelf, item: string, reason: string, from?: State): void {
    this.#run(
      `UPDATE item SET state = 'doubt', reason = ?, changed_at = ?
       WHERE ${KEY} AND state <> 'done' AND (? IS NULL OR state = ?)`,
      reason,
      Date.now(),
      ...keyOf(shelf, item),
      from ?? null,
      from ?? null,
    );
  }

  /** @returns the row's line in the spending record, if it has one */
  finish(shelf: Shelf, ending: Ending, answer: string | null, expiresAt: number): number | undefined {
    const row = this.#one(
      `UPDATE item SET state = 'done', answer = ?, credits = ?, reported = ?, provisional = ?, reason = NULL,
         changed_at = ?, expires_at = ? WHERE ${KEY} RETURNING spend_id`,
      answer,
      ending.credits,
      ending.credits > 0 ? 0 : 1,
      ending.provisional ? 1 : 0,
      Date.now(),
      expiresAt,
      ...keyOf(shelf, ending.item),
    );
    return spendIdOf(row);
  }

  /** Removes a row that is not finished. @returns its line in the spending record, if it has one */
  remove(shelf: Shelf, item: string): number | undefined {
    return spendIdOf(
      this.#one(
        `DELETE FROM item WHERE ${KEY} AND state <> 'done' RETURNING spend_id`,
        ...keyOf(shelf, item),
      ),
    );
  }

  /** Whether an item ended with a charge that no answer has told yet. */
  isUntold(shelf: Shelf, item: string): boolean {
    return (
      this.#one(
        `SELECT 1 FROM item WHERE ${KEY} AND state = 'done' AND reported = 0`,
        ...keyOf(shelf, item),
      ) !== undefined
    );
  }

  /** @returns the credits that are told now, undefined when somebody else was first */
  tell(shelf: Shelf, item: string): number | undefined {
    const row = this.#one(
      `UPDATE item SET reported = 1 WHERE ${KEY} AND state = 'done' AND reported = 0 RETURNING credits`,
      ...keyOf(shelf, item),
    );
    return row && Number(row.credits);
  }

  purge(now: number): void {
    this.#run(`DELETE FROM item WHERE expires_at <= ? AND state = 'done'`, now);
  }

  #one(sql: string, ...values: SQLInputValue[]): Record<string, unknown> | undefined {
    return this.#sql(sql).get(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#sql(sql).run(...values);
  }

  #sql(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

function keyOf({ account, question }: Shelf, item: string): [string, string, string] {
  return [account, question, item];
}

function spendIdOf(row: Record<string, unknown> | undefined): number | undefined {
  return row?.spend_id ? Number(row.spend_id) : undefined;
}
