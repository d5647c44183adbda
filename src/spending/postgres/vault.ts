import { DAY_MS } from '../rules/keeping.ts';
import type { VaultEntry, VaultTable } from '../vault-table.ts';
import { NOW } from './clock.ts';
import type { Connections } from './connections.ts';
import type { Transactions, Work } from './transactions.ts';

const COLUMNS = 'person, key_id AS "keyId", wrapped, sealed, at';

/** The vault in the database. Changes of a person's entry wait for each other. */
export class PostgresVault implements VaultTable {
  readonly #connections: Connections;
  readonly #transactions: Transactions;

  constructor({ connections, transactions }: { connections: Connections; transactions: Transactions }) {
    this.#connections = connections;
    this.#transactions = transactions;
  }

  async get(person: string): Promise<VaultEntry | undefined> {
    const [entry] = await this.#connections.query<VaultEntry>(
      `SELECT ${COLUMNS} FROM snovio_mcp.vault WHERE person = $1`,
      [person],
    );
    return entry;
  }

  all(): Promise<readonly VaultEntry[]> {
    return this.#connections.query<VaultEntry>(`SELECT ${COLUMNS} FROM snovio_mcp.vault ORDER BY at, person`);
  }

  put({ person, keyId, wrapped, sealed }: Omit<VaultEntry, 'at'>, link?: string): Promise<boolean> {
    return this.#change(person, async (run, write) => {
      const used =
        link === undefined ? [] : await run('SELECT 1 FROM snovio_mcp.vault_link WHERE id = $1', [link]);
      if (used.length > 0) return false;
      write(`DELETE FROM snovio_mcp.vault_link WHERE at < ${NOW} - ${DAY_MS}`);
      if (link !== undefined) write(`INSERT INTO snovio_mcp.vault_link (id, at) VALUES ($1, ${NOW})`, [link]);
      write(
        `INSERT INTO snovio_mcp.vault (person, key_id, wrapped, sealed, at) VALUES ($1, $2, $3, $4, ${NOW})
           ON CONFLICT (person) DO UPDATE SET key_id = excluded.key_id, wrapped = excluded.wrapped,
             sealed = excluded.sealed, at = excluded.at`,
        [person, keyId, Buffer.from(wrapped), Buffer.from(sealed)],
      );
      return true;
    });
  }

  async isUsed(link: string): Promise<boolean> {
    const used = await this.#connections.query('SELECT 1 FROM snovio_mcp.vault_link WHERE id = $1', [link]);
    return used.length > 0;
  }

  rewrap(
    { person, wrapped: before }: VaultEntry,
    { keyId, wrapped }: Pick<VaultEntry, 'keyId' | 'wrapped'>,
  ): Promise<boolean> {
    return this.#change(person, async (run, write) => {
      const same = await run('SELECT 1 FROM snovio_mcp.vault WHERE person = $1 AND wrapped = $2', [
        person,
        Buffer.from(before),
      ]);
      if (same.length === 0) return false;
      write('UPDATE snovio_mcp.vault SET key_id = $2, wrapped = $3 WHERE person = $1', [
        person,
        keyId,
        Buffer.from(wrapped),
      ]);
      return true;
    });
  }

  remove(person: string): Promise<boolean> {
    return this.#change(person, async (run, write) => {
      const there = await run('SELECT 1 FROM snovio_mcp.vault WHERE person = $1', [person]);
      if (there.length > 0) write('DELETE FROM snovio_mcp.vault WHERE person = $1', [person]);
      return there.length > 0;
    });
  }

  #change<T>(person: string, work: Work<T>): Promise<T> {
    return this.#transactions.run(`vault ${person}`, work, { receipt: true });
  }
}
