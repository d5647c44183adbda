import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Ending, Entry, Sent } from './payment.ts';
import { fromRecord, type Generation, type Question, type Row, type RowRecord, type State } from './row.ts';

/** Whose memory, about what. */
export interface QuestionScope {
  /** SHA-256 of API origin and client id. */
  readonly account: string;
  readonly question: Question;
}

/** A row's columns as SQLite gives and takes them. */
export type Raw = Record<string, SQLInputValue>;

const KEY = 'account = ? AND question = ? AND item = ?';
/** A payment that has not ended yet, and no later one for the same item. */
const PAYMENT = `${KEY} AND sent_at = ? AND state <> 'done'`;

/** The ledger's rows in SQL; knows no rules. */
export class Records {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  get(scope: QuestionScope, item: string): Row | undefined {
    const record = this.#one(`SELECT * FROM item WHERE ${KEY}`, ...keyOf(scope, item));
    return record && fromRecord(record as unknown as RowRecord);
  }

  /** A row as it is stored, to be put back. */
  raw(scope: QuestionScope, item: string): Raw | undefined {
    return this.#one(`SELECT * FROM item WHERE ${KEY}`, ...keyOf(scope, item)) as Raw | undefined;
  }

  /** Puts a row back that an item had before. */
  restore(row: Raw): void {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join(', ');
    this.#run(`INSERT OR REPLACE INTO item (${columns.join(', ')}) VALUES (${marks})`, ...Object.values(row));
  }

  /** Replaces whatever row there was: it is finished or given up. */
  insertSent(
    scope: QuestionScope,
    { item, input, credits }: Entry,
    generation: Generation,
    { spendId, at }: { spendId: number; at: number },
  ): void {
    this.#run(
      `INSERT OR REPLACE INTO item (account, question, item, state, generation, input, credits, reported, provisional,
         spend_id, sent_at, changed_at) VALUES (?, ?, ?, 'sent', ?, ?, ?, 0, 0, ?, ?, ?)`,
      ...keyOf(scope, item),
      generation,
      JSON.stringify(input),
      credits,
      spendId,
      at,
      at,
    );
  }

  /** An answer that nobody here paid for; what an older one cost stays on record, told or to be told yet. */
  insertFree(
    scope: QuestionScope,
    ending: Ending,
    generation: Generation,
    answer: string | null,
    expiresAt: number,
  ): void {
    const now = Date.now();
    this.#run(
      `INSERT INTO item (account, question, item, state, generation, input, answer, credits, reported, provisional,
         sent_at, changed_at, expires_at) VALUES (?, ?, ?, 'done', ?, ?, ?, 0, 1, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET generation = excluded.generation, input = excluded.input, answer = excluded.answer,
         provisional = excluded.provisional, changed_at = excluded.changed_at, expires_at = excluded.expires_at`,
      ...keyOf(scope, ending.item),
      generation,
      JSON.stringify(ending.input),
      answer,
      ending.provisional ? 1 : 0,
      now,
      now,
      expiresAt,
    );
  }

  running(scope: QuestionScope, sent: Sent, task: string | undefined): void {
    this.#run(
      `UPDATE item SET state = 'running', task = ?, reason = NULL, changed_at = ? WHERE ${PAYMENT}`,
      task ?? null,
      Date.now(),
      ...paymentOf(scope, sent),
    );
  }

  /** @param from only a row in this state */
  doubt(scope: QuestionScope, sent: Sent, reason: string, from?: State): void {
    this.#run(
      `UPDATE item SET state = 'doubt', reason = ?, changed_at = ?
       WHERE ${PAYMENT} AND (? IS NULL OR state = ?)`,
      reason,
      Date.now(),
      ...paymentOf(scope, sent),
      from ?? null,
      from ?? null,
    );
  }

  /** @returns the row's line in the spending record, if it has one */
  finish(scope: QuestionScope, ending: Ending, answer: string | null, expiresAt: number): number | undefined {
    const row = this.#one(
      `UPDATE item SET state = 'done', answer = ?, credits = ?, reported = ?, provisional = ?, reason = NULL,
         changed_at = ?, expires_at = ? WHERE ${KEY} RETURNING spend_id`,
      answer,
      ending.credits,
      ending.credits > 0 ? 0 : 1,
      ending.provisional ? 1 : 0,
      Date.now(),
      expiresAt,
      ...keyOf(scope, ending.item),
    );
    return spendIdOf(row);
  }

  /** Removes a row that is not finished. @returns its line in the spending record, if it has one */
  remove(scope: QuestionScope, sent: Sent): number | undefined {
    return spendIdOf(
      this.#one(`DELETE FROM item WHERE ${PAYMENT} RETURNING spend_id`, ...paymentOf(scope, sent)),
    );
  }

  /** Whether an item ended with a charge that no answer has told yet. */
  isUntold(scope: QuestionScope, item: string): boolean {
    return (
      this.#one(
        `SELECT 1 FROM item WHERE ${KEY} AND state = 'done' AND reported = 0`,
        ...keyOf(scope, item),
      ) !== undefined
    );
  }

  /** @returns the credits that are told now, undefined when somebody else was first */
  tell(scope: QuestionScope, item: string): number | undefined {
    const row = this.#one(
      `UPDATE item SET reported = 1 WHERE ${KEY} AND state = 'done' AND reported = 0 RETURNING credits`,
      ...keyOf(scope, item),
    );
    return row && Number(row.credits);
  }

  /** Whether an account has an item that was paid for since then and has not ended. */
  isOpen(account: string, since: number): boolean {
    return (
      this.#one(
        `SELECT 1 FROM item WHERE account = ? AND state <> 'done' AND sent_at > ? LIMIT 1`,
        account,
        since,
      ) !== undefined
    );
  }

  /** @param untold since when what no answer has told must be over: somebody may be about to tell it */
  purge(now: number, untold: number): void {
    this.#run(
      `DELETE FROM item WHERE expires_at <= ? AND state = 'done' AND (reported = 1 OR expires_at <= ?)`,
      now,
      untold,
    );
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

function keyOf({ account, question }: QuestionScope, item: string): [string, string, string] {
  return [account, question, item];
}

function paymentOf(scope: QuestionScope, { item, sentAt }: Sent): [string, string, string, number] {
  return [...keyOf(scope, item), sentAt];
}

function spendIdOf(row: Record<string, unknown> | undefined): number | undefined {
  return row?.spend_id ? Number(row.spend_id) : undefined;
}
