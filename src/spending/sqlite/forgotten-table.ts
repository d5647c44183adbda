import type { DatabaseSync } from 'node:sqlite';
import { EVERYTHING, type ForgottenMoments } from '../rules/forgotten.ts';
import { DAY_MS } from '../rules/keeping.ts';
import type { Seal } from '../rules/seal.ts';

/** The table of who was forgotten. */
export class ForgottenTable implements ForgottenMoments {
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

  add(names: Iterable<string> | 'everything'): void {
    for (const mention of names === 'everything' ? [EVERYTHING] : names)
      this.#insert.run(this.#seal.mention(mention), Date.now());
  }

  newest(): number | undefined {
    return momentOf(this.#newest.get());
  }

  of(mention: string): number | undefined {
    return momentOf(this.#at.get(mention));
  }

  /** Removes what nothing that is under way can bring back. */
  purge(): void {
    this.#purge.run(Date.now() - DAY_MS);
  }
}

function momentOf(row: Record<string, unknown> | undefined): number | undefined {
  return typeof row?.at === 'number' ? row.at : undefined;
}
