import { EVERYTHING, ForgottenPeople } from '../rules/forgotten.ts';
import type { Seal } from '../rules/seal.ts';
import { NOW } from './clock.ts';
import type { Connections } from './connections.ts';
import type { Columns, Place } from './reading.ts';

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

  /** Who was forgotten since a moment, as a fact to read; mostly nobody. */
  since(place: Place, moment: number): Columns {
    return {
      forgotten: `(SELECT json_object_agg(mention, at) FROM snovio_mcp.forgotten WHERE at >= ${place(moment)})`,
    };
  }

  /** @param forgotten when each of them was forgotten, by mention; null or undefined: nobody was, or was asked for */
  people(forgotten: Readonly<Record<string, number>> | null | undefined): ForgottenPeople {
    const moments = new Map(Object.entries(forgotten ?? {}));
    const newest = moments.size === 0 ? undefined : Math.max(...moments.values());
    return new ForgottenPeople(this.#seal, { newest: () => newest, of: mention => moments.get(mention) });
  }
}
