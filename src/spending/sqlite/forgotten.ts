import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS } from '../keeping.ts';
import { keyParts, listDomain, mentionsOf, withoutRows } from '../mentions.ts';
import type { Ending, Question } from '../store.ts';
import type { Seal } from './seal.ts';

/** The mention of everything there is. */
const EVERYTHING = '*';

/** Who was forgotten, as keyed hashes, so that what was under way then does not bring them back. */
export class ForgottenPeople {
  readonly #seal: Seal;
  readonly #insert: ReturnType<DatabaseSync['prepare']>;
  readonly #newest: ReturnType<DatabaseSync['prepare']>;
  readonly #at: ReturnType<DatabaseSync['prepare']>;
  readonly #purge: ReturnType<DatabaseSync['prepare']>;

  constructor(db: DatabaseSync, seal: Seal) {
    this.#seal = seal;
    this.#insert = db.prepare('INSERT OR REPLACE INTO forgotten (mention, at) VALUES (?, ?)');
    this.#newest = db.prepare('SELECT MAX(at) AS at FROM forgotten');
    this.#at = db.prepare('SELECT at FROM forgotten WHERE mention = ?');
    this.#purge = db.prepare(
      `DELETE FROM forgotten WHERE at < ? AND NOT EXISTS (
         SELECT 1 FROM item WHERE state <> 'done' AND sent_at <= forgotten.at)`,
    );
  }

  add(mentions: Iterable<string>): void {
    for (const mention of mentions) this.#insert.run(this.#seal.mention(mention), Date.now());
  }

  addEverything(): void {
    this.add([EVERYTHING]);
  }

  /** Whether a key names somebody who was forgotten while it was worked on. @param since when that began */
  names(item: string, since: number): boolean {
    return this.#sinceThen(since) && this.#isAmong(mentionsOf(keyParts(item)), since);
  }

  /**
   * What may be kept of an answer: all of it, a page without the rows of who was forgotten since, or nothing (undefined).
   */
  keptOf(
    question: Question,
    { item, answer, since, sentAt = since }: Ending,
  ): { answer: unknown } | undefined {
    const moment = Math.min(since, sentAt);
    if (!this.#sinceThen(moment)) return { answer };
    if (this.names(item, since)) return undefined;
    const domain = question === 'domain' ? listDomain(item) : undefined;
    const domains = domain === undefined ? [] : [domain];
    const isGone = (value: unknown) => this.#isAmong(mentionsOf(value, domains), moment);
    const kept = domain === undefined ? answer : withoutRows(answer, isGone);
    return isGone(kept) ? undefined : { answer: kept };
  }

  /** Removes what nothing that is under way can bring back. */
  purge(): void {
    this.#purge.run(Date.now() - DAY_MS);
  }

  #sinceThen(moment: number): boolean {
    return Number(this.#newest.get()?.at ?? -1) >= moment;
  }

  #isAmong(mentions: ReadonlySet<string>, moment: number): boolean {
    return [EVERYTHING, ...mentions].some(
      mention => Number(this.#at.get(this.#seal.mention(mention))?.at ?? -1) >= moment,
    );
  }
}
