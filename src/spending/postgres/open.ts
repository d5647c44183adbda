import { SnovioError } from '../../errors.ts';
import { DatabaseClock } from './clock.ts';
import { Connections } from './connections.ts';
import { type DatabaseAddress, readDatabaseUrl } from './database-url.ts';
import { weaknesses } from './durability.ts';
import { unusable } from './failures.ts';
import { openSeal } from './key.ts';
import { PostgresStore } from './postgres-store.ts';
import { migrate } from './schema.ts';

export interface DatabaseOptions {
  /** SNOVIO_DATABASE_URL */
  readonly url: string;
  /** The most connections of this process. */
  readonly connections: number;
  /** SNOVIO_DATABASE_KEY */
  readonly key: string | undefined;
  /** SNOVIO_LEDGER_DAYS */
  readonly days: number;
}

export interface OpenedDatabase {
  readonly store: PostgresStore;
  /** For people, without user and password: `db.example:5432/snovio`. */
  readonly name: string;
  /** What is not as safe as it could be, in sentences for whoever runs the server. */
  readonly warnings: readonly string[];
}

/**
 * Opens the store in a database, and makes or updates its tables.
 * @throws SnovioError `not_configured` when it cannot be used
 */
export async function openDatabase({
  url,
  connections: most,
  key,
  days,
}: DatabaseOptions): Promise<OpenedDatabase> {
  const address = addressOf(url);
  const connections = new Connections(address, most);
  try {
    const warnings = [...exposure(address), ...(await weaknesses(connections))];
    await migrate(connections);
    const clock = new DatabaseClock();
    await clock.read((sql, values) => connections.query(sql, values));
    const store = new PostgresStore(connections, clock, await openSeal(connections, key), days);
    return { store, name: address.name, warnings };
  } catch (error) {
    await connections.close().catch(() => {});
    throw unusable(address.name, error);
  }
}

function addressOf(url: string): DatabaseAddress {
  try {
    return readDatabaseUrl(url);
  } catch (error) {
    throw new SnovioError('not_configured', { message: `SNOVIO_DATABASE_URL ${(error as Error).message}.` });
  }
}

function exposure({ name, protection, isLocal }: DatabaseAddress): string[] {
  if (isLocal || protection === 'checked') return [];
  const danger =
    protection === 'none'
      ? 'is not encrypted (sslmode=disable): whoever is on the way reads and changes what passes'
      : 'is encrypted, but its certificate is not checked (sslmode=require): somebody on the way could pretend to be it';
  return [
    `The connection to the database ${name} ${danger}. Unless that way is safe, set sslmode=verify-full.`,
  ];
}
