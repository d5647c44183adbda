import { EVERYTHING, ForgottenPeople } from '../rules/forgotten.ts';
import type { Seal } from '../rules/seal.ts';
import { NOW } from './clock.ts';
import type { Connections, Run } from './connections.ts';

/** The table of who was forgotten. */
export class ForgottenTable {
  readonly #connections: Connections;
  readonly #seal: Seal;

  constructor(connections: Connections, seal: Seal) {
    this.#connections = connections;
    this.#seal = seal;
  }

  /** Whoever stores an answer under an account's lock afterwards sees it. */
  async add(names: Iterable<string> | 'everything'): Promise<void> {
    const mentions = names === 'everything' ? [EVERYTHING] : [...names];
    await this.#connections.query(
      `INSERT INTO snovio_mcp.forgotten (mention, at) SELECT mention, ${NOW} FROM unnest($1::text[]) AS mention
         ON CONFLICT (mention) DO UPDATE SET at = excluded.at`,
      [mentions.map(mention => this.#seal.mention(mention))],
    );
  }

  /** Who was forgotten since a moment; mostly nobody. Where no moment is given, nobody is asked for. */
  async since(run: Run, moment: number | undefined): Promise<ForgottenPeople> {
    const sql = 'SELECT mention, at FROM snovio_mcp.forgotten WHERE at >= $1';
    const rows = moment === undefined ? [] : await run<{ mention: string; at: number }>(sql, [moment]);
    const moments = new Map(rows.map(({ mention, at }) => [mention, at]));
    const newest = rows.length === 0 ? undefined : Math.max(...rows.map(({ at }) => at));
    return new ForgottenPeople(this.#seal, { newest: () => newest, of: mention => moments.get(mention) });
  }
}
