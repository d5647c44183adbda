import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { DoubtReason, Ending, Entry, Generation, Payment, QuestionScope } from '../store.ts';
import { type ItemRecord, type Kept, tickNow } from './item-record.ts';
import type { Seal } from './seal.ts';

/** An item by its key, or by the keyed hash of it. There is never a row for each. */
const KEY = 'account = ? AND question = ? AND item IN (?, ?)';
/** A payment that has not ended yet, and no later one for the same item. */
const PAYMENT = `${KEY} AND sent_at = ? AND state <> 'done'`;
/** A payment that has ended, whose cost was told, and whose answer is not kept. */
const OVER = `state = 'done' AND answer IS NULL AND untold = 0`;
/** JSON in the place of an input that is not kept. */
const NOTHING = 'null';
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
  'sent_tick',
  'changed_at',
  'changed_tick',
] as const;

/** The table of items in SQL, without rules. */
export class Items {
  readonly #db: DatabaseSync;
  readonly #seal: Seal;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(db: DatabaseSync, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  get(scope: QuestionScope, item: string): ItemRecord | undefined {
    const { account, question } = scope;
    const read = (key: string) =>
      this.#one('SELECT * FROM item WHERE account = ? AND question = ? AND item = ?', account, question, key);
    // Most have their name: the hash is only made for the others.
    const record = read(item) ?? read(this.#seal.item(scope, item));
    if (record) record.item = item;
    return record;
  }

  /**
   * Records a payment. The last answer and what it cost stay; the payment before goes to `prior`.
   * @param isNamed whether the item's key is kept, or a keyed hash of it
   */
  insertSent(
    scope: QuestionScope,
    { item, input, credits }: Entry,
    generation: Generation,
    { spendId, at, isNamed }: { spendId: number; at: number; isNamed: boolean },
  ): void {
    if (isNamed) this.#unseal(scope, item);
    else this.seal(scope, item);
    const tick = tickNow();
    const pairs = PAYMENT_COLUMNS.map(column => `'${column}', ${column}`).join(', ');
    this.#run(
      `INSERT INTO item (account, question, item, sealed, state, generation, input, reserved, provisional, spend_id, sent_at,
         sent_tick, changed_at, changed_tick) VALUES (?, ?, ?, ?, 'sent', ?, ?, ?, 0, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET prior = json_object(${pairs}), state = 'sent', generation = excluded.generation, task = NULL,
         reason = NULL, input = excluded.input, reserved = excluded.reserved, spend_id = excluded.spend_id,
         sent_at = excluded.sent_at, sent_tick = excluded.sent_tick, changed_at = excluded.changed_at,
         changed_tick = excluded.changed_tick`,
      scope.account,
      scope.question,
      isNamed ? item : this.#seal.item(scope, item),
      isNamed ? 0 : 1,
      generation,
      isNamed ? JSON.stringify(input) : NOTHING,
      credits,
      spendId,
      at,
      tick,
      at,
      tick,
    );
  }

  /** Stores an answer that was not paid for here. Charges that are not reported yet stay, and a payment under way goes on. */
  insertFree(scope: QuestionScope, ending: Ending, generation: Generation, kept: Kept): void {
    const now = Date.now();
    this.#unseal(scope, ending.item);
    this.#run(
      `INSERT INTO item (account, question, item, state, generation, input, reserved, provisional, sent_at, changed_at,
         answer, answered_by, checked_at, expires_at) VALUES (?, ?, ?, 'done', ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET answer = excluded.answer, answered_by = excluded.answered_by,
         checked_at = excluded.checked_at, expires_at = excluded.expires_at, provisional = excluded.provisional,
         generation = iif(state = 'done', excluded.generation, generation),
         input = iif(state = 'done', excluded.input, input),
         spend_id = iif(state = 'done' AND reserved = 0, NULL, spend_id),
         changed_at = iif(state = 'done', excluded.changed_at, changed_at)`,
      scope.account,
      scope.question,
      ending.item,
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

  /**
   * Ends a payment. Without an answer to keep its row names nothing any more, and goes once nothing is owed.
   * @param credits what it cost
   * @param reserved what may still be charged
   */
  finish(
    scope: QuestionScope,
    { item, provisional }: Ending,
    generation: Generation,
    { credits, reserved }: { credits: number; reserved: number },
    kept: Kept,
  ): void {
    const now = Date.now();
    if (kept.answer === null) this.seal(scope, item);
    else this.#unseal(scope, item);
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
      ...this.#keyOf(scope, item),
    );
    if (kept.answer === null) this.#drop(scope, item, 'AND reserved = 0');
  }

  start(scope: QuestionScope, payment: Payment, task: string | undefined): void {
    this.#run(
      `UPDATE item SET state = 'running', task = ?, reason = NULL, changed_at = ?, changed_tick = ? WHERE ${PAYMENT}`,
      task ?? null,
      Date.now(),
      tickNow(),
      ...this.#paymentOf(scope, payment),
    );
  }

  doubt(scope: QuestionScope, payment: Payment, reason: DoubtReason, onlySent: boolean): void {
    this.#run(
      `UPDATE item SET state = 'doubt', reason = ?, changed_at = ?, changed_tick = ? WHERE ${PAYMENT} ${onlySent ? "AND state = 'sent'" : ''}`,
      reason,
      Date.now(),
      tickNow(),
      ...this.#paymentOf(scope, payment),
    );
  }

  /**
   * Removes a payment that has not ended; the one before it counts again, or the answer that is there without one.
   * @returns the line of the spending record
   */
  release(scope: QuestionScope, payment: Payment): number | undefined {
    const row = this.#one(`SELECT * FROM item WHERE ${PAYMENT}`, ...this.#paymentOf(scope, payment));
    if (!row) return undefined;
    this.#run(without(row), ...this.#keyOf(scope, payment.item));
    this.#drop(scope, payment.item);
    return row.spend_id ?? undefined;
  }

  /** Counts an item's charge as reported. A row without answer has no other use. */
  tell(scope: QuestionScope, item: string): void {
    this.#run(`UPDATE item SET untold = 0 WHERE ${KEY}`, ...this.#keyOf(scope, item));
    this.#drop(scope, item);
  }

  /** Puts a keyed hash in the place of an item's key, and takes everything away that names it. */
  seal(scope: QuestionScope, item: string): void {
    this.#run(
      `UPDATE item SET item = ?, sealed = 1, input = '${NOTHING}', answer = NULL, expires_at = ?,
         prior = json_set(prior, '$.input', '${NOTHING}') WHERE ${KEY}`,
      this.#seal.item(scope, item),
      Date.now(),
      ...this.#keyOf(scope, item),
    );
  }

  remove(scope: QuestionScope, item: string): void {
    this.#run(`DELETE FROM item WHERE ${KEY}`, ...this.#keyOf(scope, item));
  }

  /** Replaces the answer of a row by a shorter one. */
  rewrite(scope: QuestionScope, item: string, answer: unknown): void {
    this.#run(`UPDATE item SET answer = ? WHERE ${KEY}`, JSON.stringify(answer), ...this.#keyOf(scope, item));
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
    const rows = this.#sql('SELECT account, question, item FROM item WHERE sealed = 0 LIMIT ?').all(most);
    for (const { account, question, item } of rows as unknown as (QuestionScope & { item: string })[]) {
      this.seal({ account, question }, item);
      this.#drop({ account, question }, item);
    }
    return rows.length;
  }

  /** It is asked about again: its row has its name again. */
  #unseal(scope: QuestionScope, item: string): void {
    this.#run(
      'UPDATE item SET item = ?, sealed = 0 WHERE account = ? AND question = ? AND item = ?',
      item,
      scope.account,
      scope.question,
      this.#seal.item(scope, item),
    );
  }

  /** Removes a row for which nothing is owed and that answers nothing. */
  #drop(scope: QuestionScope, item: string, more = ''): void {
    this.#run(`DELETE FROM item WHERE ${KEY} AND ${OVER} ${more}`, ...this.#keyOf(scope, item));
  }

  #keyOf(scope: QuestionScope, item: string): [string, string, string, string] {
    return [scope.account, scope.question, item, this.#seal.item(scope, item)];
  }

  #paymentOf(scope: QuestionScope, { item, sentAt }: Payment): [string, string, string, string, number] {
    return [...this.#keyOf(scope, item), sentAt];
  }

  #one<T = ItemRecord>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#sql(sql).get(...values) as T | undefined;
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
