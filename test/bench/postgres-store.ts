import { readDatabaseUrl } from '../../src/config/database-url.ts';
import { openDatabase } from '../../src/spending/postgres/open.ts';
import type { Store } from '../../src/spending/store.ts';

/** As many as a copy opens unless it is told otherwise (SNOVIO_DATABASE_CONNECTIONS). */
const CONNECTIONS = 10;

/** Opens the store in a database as a copy of the server does. */
export async function openStoreAt(url: string): Promise<Store> {
  const address = readDatabaseUrl(url);
  const key = 'bench-'.padEnd(64, '0');
  return (await openDatabase({ address, connections: CONNECTIONS, key, days: 90 })).store;
}
