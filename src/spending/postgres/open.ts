import { type DatabaseAddress, nameOf } from './address.ts';
import { DatabaseClock } from './clock.ts';
import { Connections } from './connections.ts';
import { type Warning, weaknesses } from './durability.ts';
import { unusable } from './failures.ts';
import { openSeal } from './key.ts';
import { PostgresStore } from './postgres-store.ts';
import { migrate } from './schema.ts';
import { exposure } from './tls.ts';

export interface DatabaseOptions {
  readonly address: DatabaseAddress;
  /** The most connections of this process. */
  readonly connections: number;
  /** SNOVIO_DATABASE_KEY */
  readonly key: string | undefined;
  /** SNOVIO_LEDGER_DAYS */
  readonly days: number;
}

export interface OpenedDatabase {
  readonly store: PostgresStore;
  readonly warnings: readonly Warning[];
}

/**
 * Opens the store in a database, and makes or updates its tables.
 * @throws SnovioError `not_configured` when it cannot be used
 */
export async function openDatabase({
  address,
  connections: most,
  key,
  days,
}: DatabaseOptions): Promise<OpenedDatabase> {
  let connections: Connections | undefined;
  try {
    connections = new Connections(address, most);
    const weak = await weaknesses(connections);
    await migrate(connections);
    const clock = new DatabaseClock();
    await clock.read(connections.query);
    const store = new PostgresStore(connections, clock, await openSeal(connections, key), days);
    return { store, warnings: [...exposed(address), ...weak] };
  } catch (error) {
    await connections?.close().catch(() => {});
    throw unusable(nameOf(address), error);
  }
}

function exposed(address: DatabaseAddress): Warning[] {
  const text = exposure(address);
  return text ? [{ text, remedy: 'Unless that way is safe, set sslmode=verify-full.' }] : [];
}
