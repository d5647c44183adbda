import { readDatabaseUrl } from '../config/database-url.ts';
import { type Config, stateDirOf } from '../config/settings.ts';
import { nameOf } from '../spending/postgres/address.ts';
import type { DatabaseOptions } from '../spending/postgres/open.ts';
import { MEMORY, openLedgerFile } from '../spending/sqlite/database.ts';
import { SqliteStore } from '../spending/sqlite/sqlite-store.ts';
import { openToOthers, reachStateDirectory } from '../spending/sqlite/state-files.ts';
import type { Store } from '../spending/store.ts';

/** What is not as safe as it could be, and what to do about it, in sentences for whoever runs the server. */
export interface StoreWarning {
  readonly text: string;
  readonly remedy: string;
}

export interface OpenedStore {
  readonly store: Store;
  /** Where it is, for people: a folder, or a database without user and password. */
  readonly place: string;
  readonly warnings: readonly StoreWarning[];
}

/**
 * Opens the store of a configuration: a database, the files of a state directory, or memory.
 * @throws SnovioError `not_configured` when it cannot be used
 */
export async function openStore(config: Config): Promise<OpenedStore> {
  const database = databaseOf(config);
  if (database) {
    // Whoever has no database does not wait for its client to be loaded.
    const { openDatabase } = await import('../spending/postgres/open.ts');
    const { store, warnings } = await openDatabase(database);
    return { store, place: `the database ${nameOf(database.address)}`, warnings };
  }
  const stateDir = stateDirOf(config);
  if (stateDir !== MEMORY) await reachStateDirectory(stateDir);
  return {
    store: new SqliteStore(stateDir, config.ledgerDays),
    place: stateDir,
    warnings: dangersOf(stateDir),
  };
}

/**
 * Opens the store once and closes it, so that one that cannot be used stops the server when it starts and not at its first
 * paid call.
 * @returns its warnings
 * @throws SnovioError `not_configured`
 */
export async function checkStore(config: Config): Promise<readonly StoreWarning[]> {
  const stateDir = stateDirOf(config);
  if (databaseOf(config)) {
    const { store, warnings } = await openStore(config);
    await store.close();
    return warnings;
  }
  if (stateDir === MEMORY) return [];
  await reachStateDirectory(stateDir);
  openLedgerFile(stateDir).close();
  return dangersOf(stateDir);
}

/** The database of a configuration; undefined: there is none. */
export function databaseOf(config: Config): DatabaseOptions | undefined {
  const { databaseUrl: url, databaseConnections: connections, databaseKey: key, ledgerDays: days } = config;
  return url === undefined ? undefined : { address: readDatabaseUrl(url), connections, key, days };
}

function dangersOf(stateDir: string): StoreWarning[] {
  const danger = stateDir === MEMORY ? undefined : openToOthers(stateDir);
  return danger ? [danger] : [];
}
