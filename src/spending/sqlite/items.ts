import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type {
  DoubtReason,
  Ending,
  Entry,
  Generation,
  Payment,
  PaymentState,
  QuestionScope,
  Row,
} from '../store.ts';

/** A row as SQLite gives it. */
export interface ItemRecord {
  item: string;
  state: PaymentState;
  generation: Generation;
  task: string | null;
  reason: DoubtReason | null;
  input: string;
  /** Credits that may still be charged. */
  reserved: number;
  /** Credits that were charged and that no answer has reported yet. */
  untold: number;
  spend_id: number | null;
  sent_at: number;
  changed_at: number;
  answer: string | null;
  answered_by: Generation | null;
  checked_at: number | null;
  expires_at: number | null;
  provisional: number;
  prior: string | null;
}

const KEY = 'account = ? AND question = ? AND item = ?';
/** A payment that has not ended yet, and no later one for the same item. */
const PAYMENT = `${KEY} AND sent_at = ? AND state <> 'done'`;
/** What belongs to a payment and not to an answer. */
const PAYMENT_COLUMNS = [
  'state',
  'generation',
  'task',
  'reason',
  'input',
  'reserved',
  'spend_id',
  'sent_at',
  'changed_at',
] as const;

/** The table of items in SQL, without rules. */
export class Items {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  get(scope: QuestionScope, item: string): ItemRecord | undefined {
    return this.#one(`SELECT * FROM item WHERE ${KEY}`, ...keyOf(scope, item));
  }

  /** Records a payment. The last answer and what it cost stay; the payment before goes to `prior`. */
  insertSent(
    scope: QuestionScope,
    { item, input, credits }: Entry,
    generation: Generation,
    { spendId, at }: { spendId: number; at: number },
  ): void {
    const pairs = PAYMENT_COLUMNS.map(column => `'${column}', ${column}`).join(', ');
    this.#run(
      `INSERT INTO item (account, question, item, state, generation, input, reserved, provisional, spend_id, sent_at, changed_at)
       VALUES (?, ?, ?, 'sent', ?, ?, ?, 0, ?, ?, ?)
       ON CONFLICT DO UPDATE SET prior = json_object(${pairs}), state = 'sent', generation = excluded.generation, task = NULL,
         reason = NULL, input = excluded.input, reserved = excluded.reserved, spend_id = excluded.spend_id,
         sent_at = excluded.sent_at, changed_at = excluded.changed_at`,
      ...keyOf(scope, item),
      generation,
      JSON.stringify(input),
      credits,
      spendId,
      at,
      at,
    );
  }

  /** Stores an answer that was not paid for here. Charges that are not reported yet stay, and a payment under way goes on. */
  insertFree(scope: QuestionScope, ending: Ending, generation: Generation, kept: Kept): void {
    const now = Date.now();
    this.#run(
      `INSERT INTO item (account, question, item, state, generation, input, reserved, provisional, sent_at, changed_at,
         answer, answered_by, checked_at, expires_at) VALUES (?, ?, ?, 'done', ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET answer = excluded.answer, answered_by = excluded.answered_by,
         checked_at = excluded.checked_at, expires_at = excluded.expires_at, provisional = excluded.provisional,
         generation = iif(state = 'done', excluded.generation, generation),
         input = iif(state = 'done', excluded.input, input),
         changed_at = iif(state = 'done', excluded.changed_at, changed_at)`,
      ...keyOf(scope, ending.item),
      generation,
      JSON.stringify(ending.input),
      ending.provisional ? 1 : 0,
      now,
      now,
      kept.answer,
      generation,
      now,
      kept.expiresAt,
    );
  }

  /** Ends a payment. @param credits what it cost; @param reserved what may still be charged */
  finish(
    scope: QuestionScope,
    { item, provisional }: Ending,
    generation: Generation,
    { credits, reserved }: { credits: number; reserved: number },
    kept: Kept,
  ): void {
    const now = Date.now();
    this.#run(
      `UPDATE item SET state = 'done', reason = NULL, prior = NULL, reserved = ?, untold = untold + ?, provisional = ?,
         changed_at = ?, answer = ?, answered_by = ?, checked_at = ?, expires_at = ? WHERE ${KEY}`,
      reserved,
      credits,
      provisional ? 1 : 0,
      now,
      kept.answer,
      generation,
      now,
      kept.expiresAt,
      ...keyOf(scope, item),
    );
  }

  start(scope: QuestionScope, payment: Payment, task: string | undefined): void {
    this.#run(
      `UPDATE item SET state = 'running', task = ?, reason = NULL, changed_at = ? WHERE ${PAYMENT}`,
      task ?? null,
      Date.now(),
      ...paymentOf(scope, payment),
    );
  }

  doubt(scope: QuestionScope, payment: Payment, reason: DoubtReason, onlySent: boolean): void {
    this.#run(
      `UPDATE item SET state = 'doubt', reason = ?, changed_at = ? WHERE ${PAYMENT} ${onlySent ? "AND state = 'sent'" : ''}`,
      reason,
      Date.now(),
      ...paymentOf(scope, payment),
    );
  }

  /**
   * Removes a payment that has not ended; the one before it counts again, or the answer that is there without one.
   * @returns the line of the spending record
   */
  release(scope: QuestionScope, payment: Payment): number | undefined {
    const row = this.#one(`SELECT * FROM item WHERE ${PAYMENT}`, ...paymentOf(scope, payment));
    if (!row) return undefined;
    this.#run(without(row), ...keyOf(scope, payment.item));
    return row.spend_id ?? undefined;
  }

  /** Counts an item's charge as reported. */
  tell(scope: QuestionScope, item: string): void {
    this.#run(`UPDATE item SET untold = 0 WHERE ${KEY}`, ...keyOf(scope, item));
  }

  /** How many payments of v1 have not ended, of those that were sent after `since`. */
  countOpenV1({ account, question }: QuestionScope, since: number): number {
    const row = this.#one<{ n: number }>(
      `SELECT COUNT(*) AS n FROM item WHERE account = ? AND question = ? AND generation = 'v1' AND sent_at > ?
         AND (state <> 'done' OR reserved > 0)`,
      account,
      question,
      since,
    );
    return row?.n ?? 0;
  }

  /** When something was last forgotten, in milliseconds since the epoch; 0: never. */
  forgottenAt(): number {
    return this.#one<{ at: number | null }>('SELECT MAX(at) AS at FROM forgotten')?.at ?? 0;
  }

  /** Removes what has expired. @param untoldBefore rows whose charge is not reported yet stay if they expired after this */
  purge(now: number, untoldBefore: number): void {
    this.#run(
      `DELETE FROM item WHERE expires_at <= ? AND state = 'done' AND (untold = 0 OR expires_at <= ?)`,
      now,
      untoldBefore,
    );
    this.#run(`UPDATE item SET answer = NULL WHERE expires_at <= ? AND answer IS NOT NULL`, now);
  }

  #one<T = ItemRecord>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#sql(sql).get(...values) as T | undefined;
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

/** What is kept of an answer. */
export interface Kept {
  /** JSON; null: nothing is kept. */
  readonly answer: string | null;
  readonly expiresAt: number;
}

/** Whether the last answer is still given again. */
export function isKept({ answer, expires_at }: ItemRecord): boolean {
  return answer !== null && (expires_at ?? 0) > Date.now();
}

/** A record as the rest of the program sees it; undefined when its answer has expired. */
export function toRow(record: ItemRecord): Row | undefined {
  const kept = isKept(record);
  if (record.state === 'done' && !kept) return undefined;
  return {
    item: record.item,
    state: record.state,
    generation: record.generation,
    task: record.task ?? undefined,
    reason: record.reason ?? undefined,
    input: JSON.parse(record.input),
    reserved: record.reserved,
    sentAt: record.sent_at,
    changedAt: record.changed_at,
    answer: kept
      ? {
          value: JSON.parse(record.answer ?? 'null'),
          generation: record.answered_by ?? record.generation,
          checkedAt: record.checked_at ?? record.changed_at,
          provisional: record.provisional === 1,
        }
      : undefined,
  };
}

/** What takes a payment out of its row. */
function without({ prior, answer, untold }: ItemRecord): string {
  if (prior !== null) {
    const before = PAYMENT_COLUMNS.map(column => `${column} = json_extract(prior, '$.${column}')`);
    return `UPDATE item SET ${before.join(', ')}, prior = NULL WHERE ${KEY}`;
  }
  if (answer === null && untold === 0) return `DELETE FROM item WHERE ${KEY}`;
  return `UPDATE item SET state = 'done', generation = ifnull(answered_by, generation), task = NULL, reason = NULL,
    reserved = 0, spend_id = NULL, changed_at = ifnull(checked_at, changed_at) WHERE ${KEY}`;
}

function keyOf({ account, question }: QuestionScope, item: string): [string, string, string] {
  return [account, question, item];
}

function paymentOf(scope: QuestionScope, { item, sentAt }: Payment): [string, string, string, number] {
  return [...keyOf(scope, item), sentAt];
}
