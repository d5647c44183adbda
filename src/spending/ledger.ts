import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { SnovioError } from '../errors.ts';
import { openLedgerFile, transact, transactLightly, unusable } from './database.ts';
import { DAY_MS, expiry } from './keeping.ts';
import type { Begun, Ending, Entry, Payer, Sent } from './payment.ts';
import { type QuestionScope, type Raw, Records } from './records.ts';
import type { Generation, Row } from './row.ts';
import { Spend } from './spend.ts';
import { Unsaved } from './unsaved.ts';

export type { Begun, Ending, Entry, Payer, Sent } from './payment.ts';
export type { QuestionScope } from './records.ts';

/**
 * The record of what was asked, paid and answered. Rows that other processes of the state directory write show at once;
 * there is no other lock between them.
 */
export class Ledger {
  readonly spend: Spend;
  readonly #db: DatabaseSync;
  readonly #records: Records;
  readonly #days: number;
  readonly #unsaved = new Unsaved();
  /** What could not be stored yet: the newest state by key; undefined: gone. */
  readonly #held = new Map<string, Row | undefined>();
  /** Items whose credits an answer has told, while that could not be stored yet. */
  readonly #told = new Set<string>();
  /** What was known of items that are being paid for anew: it holds again if they are not charged after all. */
  readonly #replaced = new Map<string, Raw>();

  /** @throws SnovioError `not_configured` when the file is damaged or cannot be written */
  constructor(stateDir: string, days: number) {
    this.#db = openLedgerFile(stateDir);
    this.#records = new Records(this.#db);
    this.#days = days;
    this.spend = new Spend(this.#db, randomUUID());
    try {
      this.purge();
    } catch (cause) {
      throw unusable(stateDir, cause);
    }
  }

  close(): void {
    this.#unsaved.close();
    this.#db.close();
  }

  /** Whether it can be read and nothing waits to be stored. */
  usable(): boolean {
    try {
      this.purge();
      return this.#unsaved.flush();
    } catch {
      return false;
    }
  }

  /** The rows of these items, finished ones only while they are kept. */
  rows(scope: QuestionScope, items: readonly string[]): Map<string, Row> {
    const found = new Map<string, Row>();
    for (const item of items) {
      const row = this.#row(scope, item);
      if (row && isKept(row)) found.set(item, row);
    }
    return found;
  }

  /**
   * Records that these items are being paid for, in one transaction directly before their request leaves.
   * @throws SnovioError `upstream_unavailable`, `neverSent`, when it cannot be recorded: then nothing may be sent
   */
  begin(scope: QuestionScope, entries: readonly Entry[], payer: Payer): Begun {
    const outcome: Omit<Begun, 'at'> = { begun: [], live: [], walled: [] };
    try {
      if (!this.#unsaved.flush()) throw new Error('earlier results could not be stored yet');
      const at = transact(this.#db, () => {
        const now = Date.now();
        for (const entry of entries) outcome[this.#begin(scope, entry, payer, now)].push(entry.item);
        return now;
      });
      return { at, ...outcome };
    } catch (cause) {
      const message =
        'The ledger could not be written (disk full or read-only?), so nothing was sent or spent.';
      throw new SnovioError('upstream_unavailable', { message, neverSent: true, cause });
    }
  }

  /** The charged request was accepted: the items run, under this task in v2. */
  running(scope: QuestionScope, payments: readonly Sent[], task: string | undefined): void {
    this.#changeSent(scope, payments, {
      write: sent => this.#records.running(scope, sent, task),
      hold: row => ({ ...row, state: 'running', task }),
    });
  }

  /** Perhaps charged, and it cannot be told with what result. */
  doubt(scope: QuestionScope, payments: readonly Sent[], reason: 'in_doubt' | 'task_lost'): void {
    this.#changeSent(scope, payments, {
      write: sent => this.#records.doubt(scope, sent, reason),
      hold: row => ({ ...row, state: 'doubt', reason }),
    });
  }

  /** A row whose process must have died while its request was under way; does nothing if it lives after all. */
  abandon(scope: QuestionScope, payment: Sent): void {
    this.#changeSent(scope, [payment], {
      write: sent => this.#records.doubt(scope, sent, 'in_doubt', 'sent'),
      hold: row => (row.state === 'sent' ? { ...row, state: 'doubt', reason: 'in_doubt' } : row),
    });
  }

  /** Certainly not charged: the rows and their reservations go. */
  release(scope: QuestionScope, payments: readonly Sent[]): void {
    this.#changeSent(scope, payments, {
      write: sent => this.#release(scope, sent),
      hold: () => undefined,
    });
  }

  /** Stores answers; what they cost is told by the first answer that {@link claim}s it. */
  settle(scope: QuestionScope, endings: readonly Ending[], generation: Generation): void {
    const byItem = new Map(endings.map(ending => [ending.item, ending]));
    this.#change(scope, [...byItem.keys()], {
      write: item => {
        const ending = byItem.get(item);
        if (ending) this.#settle(scope, ending, generation);
      },
      hold: (_, item) => heldAnswer(byItem.get(item), generation),
    });
  }

  /** Stores answers to questions that nobody asked, as free ones; whatever is known or running stays as it is. */
  learn(scope: QuestionScope, endings: readonly Ending[], generation: Generation): void {
    const items = endings.map(({ item }) => item);
    const known = this.rows(scope, items);
    const news = endings.filter(({ item }) => !known.has(item));
    if (news.length > 0) this.settle(scope, news, generation);
  }

  /** Credits of finished items that no answer has told yet, by item; they count as told from now on. */
  claim(scope: QuestionScope, items: readonly string[]): Map<string, number> {
    const claimed = new Map<string, number>();
    const untold = items.filter(item => this.#isUntold(scope, item));
    if (untold.length === 0) return claimed;
    const held = new Map(untold.map(item => [item, this.#row(scope, item)?.credits ?? 0]));
    const stored = this.#unsaved.store(() => {
      claimed.clear();
      transactLightly(this.#db, () => {
        for (const item of untold) {
          const credits = this.#records.tell(scope, item);
          if (credits !== undefined) claimed.set(item, credits);
        }
      });
      for (const item of untold) this.#told.delete(keyOf(scope, item));
    });
    if (stored) return claimed;
    for (const item of untold) this.#told.add(keyOf(scope, item));
    return held;
  }

  /** Told already, even where that could not be stored yet, is told. */
  #isUntold(scope: QuestionScope, item: string): boolean {
    const key = keyOf(scope, item);
    if (this.#told.has(key)) return false;
    const held = this.#held.get(key);
    return held?.state === 'done' ? held.credits > 0 : this.#records.isUntold(scope, item);
  }

  /** Whether credits of this account are reserved for what is not finished, as far as the walls still count it. */
  reserves(account: string): boolean {
    return this.#records.isOpen(account, Date.now() - DAY_MS);
  }

  /** Removes what is no longer kept. */
  purge(): void {
    this.#records.purge(Date.now(), Date.now() - DAY_MS);
    this.spend.purge(Date.now() - 31 * DAY_MS);
  }

  #row(scope: QuestionScope, item: string): Row | undefined {
    const key = keyOf(scope, item);
    return this.#held.has(key) ? this.#held.get(key) : this.#records.get(scope, item);
  }

  #begin(
    scope: QuestionScope,
    entry: Entry,
    { generation, tool, walls }: Payer,
    at: number,
  ): Exclude<keyof Begun, 'at'> {
    const row = this.#row(scope, entry.item);
    if (row && isKept(row) && row.changedAt !== entry.replaces) return 'live';
    const left = this.spend.left(scope.account, walls);
    if (entry.credits > Math.min(left.process, left.day)) return 'walled';
    const replaced = row && this.#records.raw(scope, entry.item);
    if (replaced) this.#replaced.set(keyOf(scope, entry.item), replaced);
    else this.#replaced.delete(keyOf(scope, entry.item));
    const spendId = this.spend.reserve(scope.account, tool, entry.credits);
    this.#records.insertSent(scope, entry, generation, { spendId, at });
    return 'begun';
  }

  #release(scope: QuestionScope, sent: Sent): void {
    const key = keyOf(scope, sent.item);
    const before = this.#replaced.get(key);
    this.spend.cancel(this.#records.remove(scope, sent));
    if (before && !this.#records.get(scope, sent.item)) this.#records.restore(before);
    this.#replaced.delete(key);
  }

  /** Only the first to end an item settles it: two processes may well poll the same task. */
  #settle(scope: QuestionScope, ending: Ending, generation: Generation): void {
    this.#replaced.delete(keyOf(scope, ending.item));
    const row = this.#records.get(scope, ending.item);
    const answer = this.#days > 0 ? JSON.stringify(ending.answer) : null;
    const expiresAt = expiry(scope.question, this.#days, ending.miss === true);
    // Its asker looked at a row that was not finished: what was finished since is newer, kept or not.
    const asked = ending.since > 0;
    if (row?.state === 'done' && row.changedAt >= ending.since && (asked || isKept(row))) return;
    // A finished payment is over; only a greylisted address may be charged yet.
    if (!row || (row.state === 'done' && !row.provisional))
      return this.#records.insertFree(scope, ending, generation, answer, expiresAt);
    // The free read that clears a doubt up shows what the doubtful payment has bought.
    const bought = row.state === 'doubt' && ending.provisional !== true ? row.credits : 0;
    const credits = Math.max(bought, ending.credits);
    const spendId = this.#records.finish(scope, { ...ending, credits }, answer, expiresAt);
    if (spendId !== undefined) this.spend.correct(spendId, credits);
  }

  /** A change to payments, and to none that was begun for the same items since. */
  #changeSent(scope: QuestionScope, payments: readonly Sent[], change: SentChange): void {
    const byItem = new Map(payments.map(sent => [sent.item, sent]));
    this.#change(scope, [...byItem.keys()], {
      write: item => {
        const sent = byItem.get(item);
        if (sent) change.write(sent);
      },
      hold: (row, item) => (row && row.sentAt === byItem.get(item)?.sentAt ? change.hold(row) : row),
    });
  }

  /** Applies a change that follows a payment; while the disk refuses it, it shows from memory. */
  #change(scope: QuestionScope, items: readonly string[], change: Change): void {
    const stored = this.#unsaved.store(() => {
      transact(this.#db, () => items.forEach(change.write));
      for (const item of items) this.#held.delete(keyOf(scope, item));
    });
    if (stored) return;
    for (const item of items) this.#held.set(keyOf(scope, item), change.hold(this.#row(scope, item), item));
  }
}

interface SentChange {
  write(sent: Sent): void;
  hold(row: Row): Row | undefined;
}

interface Change {
  write(item: string): void;
  /** The row as it would be, had it been written. */
  hold(row: Row | undefined, item: string): Row | undefined;
}

function keyOf({ account, question }: QuestionScope, item: string): string {
  return `${account}\n${question}\n${item}`;
}

function isKept(row: Row): boolean {
  return row.state !== 'done' || row.expiresAt > Date.now();
}

function heldAnswer(ending: Ending | undefined, generation: Generation): Row | undefined {
  if (!ending) return undefined;
  const now = Date.now();
  const { item, input, answer, credits, provisional = false } = ending;
  const times = { sentAt: now, changedAt: now, expiresAt: now + DAY_MS };
  return {
    item,
    state: 'done',
    generation,
    task: undefined,
    reason: undefined,
    input,
    answer,
    credits,
    provisional,
    ...times,
  };
}
