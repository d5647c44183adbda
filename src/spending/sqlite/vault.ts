import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { DAY_MS } from '../rules/keeping.ts';
import type { VaultEntry, VaultTable } from '../vault-table.ts';
import { transact } from './database.ts';

const COLUMNS = 'person, key_id, wrapped, sealed, at';

/** The vault in the ledger's file. */
export class SqliteVault implements VaultTable {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  async get(person: string): Promise<VaultEntry | undefined> {
    const row = this.#db.prepare(`SELECT ${COLUMNS} FROM vault WHERE person = ?`).get(person);
    return row && entryOf(row);
  }

  async all(): Promise<readonly VaultEntry[]> {
    return this.#db.prepare(`SELECT ${COLUMNS} FROM vault ORDER BY at, person`).all().map(entryOf);
  }

  async put({ person, keyId, wrapped, sealed }: Omit<VaultEntry, 'at'>, link?: string): Promise<boolean> {
    return transact(this.#db, () => {
      const now = Date.now();
      this.#db.prepare('DELETE FROM vault_link WHERE at < ?').run(now - DAY_MS);
      if (link !== undefined) {
        const use = this.#db.prepare('INSERT OR IGNORE INTO vault_link (id, at) VALUES (?, ?)');
        if (use.run(link, now).changes === 0) return false;
      }
      this.#db
        .prepare(`INSERT OR REPLACE INTO vault (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`)
        .run(person, keyId, wrapped, sealed, now);
      return true;
    });
  }

  async isUsed(link: string): Promise<boolean> {
    return this.#db.prepare('SELECT 1 FROM vault_link WHERE id = ?').get(link) !== undefined;
  }

  async rewrap(
    { person, wrapped: before }: VaultEntry,
    { keyId, wrapped }: Pick<VaultEntry, 'keyId' | 'wrapped'>,
  ): Promise<boolean> {
    const update = this.#db.prepare(
      'UPDATE vault SET key_id = ?, wrapped = ? WHERE person = ? AND wrapped = ?',
    );
    return transact(this.#db, () => Number(update.run(keyId, wrapped, person, before).changes) > 0);
  }

  async remove(person: string): Promise<boolean> {
    const gone = this.#db.prepare('DELETE FROM vault WHERE person = ?');
    return transact(this.#db, () => Number(gone.run(person).changes) > 0);
  }
}

function entryOf(row: Record<string, SQLOutputValue>): VaultEntry {
  const { person, key_id: keyId, wrapped, sealed, at } = row;
  return {
    person: String(person),
    keyId: String(keyId),
    wrapped: wrapped as Uint8Array,
    sealed: sealed as Uint8Array,
    at: Number(at),
  };
}
