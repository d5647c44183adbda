import type { DatabaseSync } from 'node:sqlite';
import { aliasesIn, keyParts, listDomain, mentionsOf, rowsIn, withoutRows } from '../mentions.ts';
import type { Erasure, Forgotten, Question } from '../store.ts';
import { transact } from './database.ts';
import type { ForgottenPeople } from './forgotten.ts';
import type { Items } from './items.ts';
import type { SqliteLongCalls } from './long-calls.ts';

interface Stored {
  account: string;
  question: Question;
  item: string;
  sealed: number;
  state: string;
  untold: number;
  input: string;
  answer: string | null;
}

/** How many rows are read at once. Each is changed in a transaction of its own, so that no payment waits long. */
const AT_ONCE = 200;
const COLUMNS = 'account, question, item, sealed, state, untold, input, answer';

/**
 * Erases from a ledger, in all accounts. The spending record holds numbers only and stays, so that walls still count. What a
 * payment that has not ended needs stays as well, without a name, so that nothing is paid for twice.
 */
export class Eraser {
  readonly #db: DatabaseSync;
  readonly #items: Items;
  readonly #forgotten: ForgottenPeople;
  readonly #calls: SqliteLongCalls;
  readonly #dryRun: boolean;

  constructor(
    db: DatabaseSync,
    items: Items,
    forgotten: ForgottenPeople,
    calls: SqliteLongCalls,
    dryRun: boolean,
  ) {
    this.#db = db;
    this.#items = items;
    this.#forgotten = forgotten;
    this.#calls = calls;
    this.#dryRun = dryRun;
  }

  forget(what: Forgotten): Erasure[] {
    if (what === 'all')
      return [...this.#whole('1 = 1', () => this.#forgotten.addEverything()), ...this.#fromCalls(what)];
    if (what === 'finished') return [...this.#whole(`state IN ('done', 'doubt')`), ...this.#fromCalls(what)];
    const names = new Set(Object.values(what));
    this.#remember(names);
    // What names her may name her in other ways too. What is stored from now on is looked at before it is.
    if (!('domain' in what)) while (this.#learnMore(names));
    const isGone = (parts: readonly unknown[]) => [...mentionsOf(parts)].some(mention => names.has(mention));
    return [
      ...[...this.#everyRow()].flatMap(row => this.#apply(row, value => isNamed(row, value, names)) ?? []),
      ...this.#fromCalls(isGone),
    ];
  }

  /** A long call goes as a whole, also while it runs: what it has paid for is found again by the items. */
  #fromCalls(what: Parameters<SqliteLongCalls['forget']>[0]): Erasure[] {
    const count = this.#calls.forget(what, this.#dryRun);
    return Array.from({ length: count }, () => ({ question: 'call', item: undefined, effect: 'erased' }));
  }

  #whole(condition: string, also = () => {}): Erasure[] {
    return transact(this.#db, () => {
      const rows = this.#db.prepare(`SELECT ${COLUMNS} FROM item WHERE ${condition}`).all();
      if (!this.#dryRun) {
        this.#db.prepare(`DELETE FROM item WHERE ${condition}`).run();
        also();
      }
      return (rows as unknown as Stored[]).map(row => erasure(row, 'erased'));
    });
  }

  #remember(names: Iterable<string>): void {
    if (!this.#dryRun) transact(this.#db, () => this.#forgotten.add(names));
  }

  /** @returns whether another name was found */
  #learnMore(names: Set<string>): boolean {
    const found = [...this.#everyRow()]
      .flatMap(row => aliasesOf(row, names))
      .filter(alias => !names.has(alias));
    for (const alias of found) names.add(alias);
    this.#remember(found);
    return found.length > 0;
  }

  *#everyRow(): Iterable<Stored> {
    const some = this.#db.prepare(
      `SELECT ${COLUMNS} FROM item WHERE sealed = 0 AND (account, question, item) > (?, ?, ?)
         ORDER BY account, question, item LIMIT ${AT_ONCE}`,
    );
    for (let last: [string, string, string] | undefined = ['', '', '']; last; ) {
      const rows = some.all(...last) as unknown as Stored[];
      yield* rows;
      const end = rows.at(-1);
      last = end && [end.account, end.question, end.item];
    }
  }

  #apply(row: Stored, isGone: (value: unknown) => boolean): Erasure | undefined {
    if (!judge(row, isGone)) return undefined;
    if (this.#dryRun) return judge(row, isGone);
    return transact(this.#db, () => {
      // It may have changed since it was looked at.
      const now = this.#items.get(row, row.item);
      const stored = now && { ...row, ...now };
      const what = stored && judge(stored, isGone);
      if (!what) return undefined;
      if (what.effect === 'erased') this.#items.remove(row, row.item);
      if (what.effect === 'unnamed') this.#items.seal(row, row.item);
      if (what.effect === 'shortened')
        this.#items.rewrite(row, row.item, withoutRows(answerOf(stored), isGone));
      return what;
    });
  }
}

/** What is to be done with a row; undefined: it stays. */
function judge(row: Stored, isGone: (value: unknown) => boolean): Erasure | undefined {
  if (row.sealed === 1) return undefined;
  const whole = erasure(row, row.state !== 'done' || row.untold > 0 ? 'unnamed' : 'erased');
  if (isGone(keyParts(row.item)) || isGone(JSON.parse(row.input))) return whole;
  const answer = answerOf(row);
  if (!isGone(answer)) return undefined;
  return isPage(row) && !isGone(withoutRows(answer, isGone)) ? erasure(row, 'shortened') : whole;
}

function erasure({ question, item, sealed }: Stored, effect: Erasure['effect']): Erasure {
  return { question, item: sealed === 1 ? undefined : item, effect };
}

function isNamed(row: Stored, value: unknown, names: ReadonlySet<string>): boolean {
  return [...mentionsIn(row, value)].some(mention => names.has(mention));
}

/** People in a list belong to its domain, whatever else is said of them. */
function mentionsIn(row: Stored, value: unknown): Set<string> {
  const domain = isPage(row) ? listDomain(row.item) : undefined;
  return mentionsOf(value, domain === undefined ? [] : [domain]);
}

/** By what else those are known whom a row names. */
function aliasesOf(row: Stored, names: ReadonlySet<string>): string[] {
  return partsOf(row).flatMap(part => (isNamed(row, part, names) ? aliasesIn(mentionsIn(row, part)) : []));
}

/** Each part of a row that is about one person: the rows of a page, or everything. */
function partsOf(row: Stored): unknown[] {
  if (isPage(row)) return rowsIn(answerOf(row));
  return [{ key: keyParts(row.item), answer: answerOf(row) }];
}

function isPage({ question, item }: Stored): boolean {
  return question === 'domain' && listDomain(item) !== undefined;
}

function answerOf({ answer }: Stored): unknown {
  return answer === null ? undefined : JSON.parse(answer);
}
