import type { SharedResults } from '../shared-results.ts';
import { NOW } from './clock.ts';
import type { Tables } from './ledger.ts';

/** The table of results that Snov.io sends by itself. They hold addresses, so that they are encrypted, and go when they are read. */
export class PostgresResults implements SharedResults {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async expect(key: string): Promise<void> {
    await this.#tables.connections.query(
      `INSERT INTO snovio_mcp.result (key, at) VALUES ($1, ${NOW}) ON CONFLICT DO NOTHING`,
      [key],
    );
  }

  async put(key: string, body: string): Promise<boolean> {
    const { connections, seal } = this.#tables;
    const kept = await connections.query(
      'UPDATE snovio_mcp.result SET body = $2 WHERE key = $1 AND body IS NULL RETURNING key',
      [key, seal.cipher.encrypt(body, placeOf(key))],
    );
    return kept.length > 0;
  }

  async take(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { connections, seal } = this.#tables;
    const rows = await connections.query<{ key: string; body: Buffer }>(
      'DELETE FROM snovio_mcp.result WHERE key = ANY($1) AND body IS NOT NULL RETURNING key, body',
      [[...keys]],
    );
    return new Map(rows.map(({ key, body }) => [key, String(seal.cipher.decrypt(body, placeOf(key)))]));
  }
}

function placeOf(key: string): string {
  return `result ${key}`;
}
