import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { stateDirectory } from '../faults/kit.ts';
import type { SharedStore } from './store-contract.ts';

/** Every column that holds a moment. */
const MOMENTS = {
  'ledger.db': {
    item: ['sent_at', 'sent_tick', 'changed_at', 'changed_tick', 'checked_at', 'expires_at'],
    spend: ['at'],
    share: ['at'],
    vault: ['at'],
    vault_link: ['at'],
    event: ['at'],
    forgotten: ['at'],
    look: ['at'],
    long_call: ['created_at', 'changed_at', 'expires_at', 'beat_at', 'beat_tick'],
  },
  'sign-in.db': { sign_in: ['used_at', 'expires_at'] },
  'pace.db': { slot: ['at', 'tick'], paused: ['since', 'until'], quota: ['at', 'tick'] },
};

/** The store in a state directory of its own. */
export async function startSqlite(): Promise<SharedStore> {
  const state = stateDirectory();
  return {
    open: async (days = 30) => new SqliteStore(state.path, days),
    age: async ms => {
      for (const [file, tables] of Object.entries(MOMENTS)) {
        if (!existsSync(join(state.path, file))) continue;
        const db = new DatabaseSync(join(state.path, file), { timeout: 5000 });
        for (const [table, columns] of Object.entries(tables))
          db.exec(`UPDATE ${table} SET ${columns.map(column => `${column} = ${column} - ${ms}`).join(', ')}`);
        db.close();
      }
    },
    dump: async () =>
      readdirSync(state.path)
        .map(file => readFileSync(join(state.path, file), 'latin1'))
        .join(''),
    close: async () => state[Symbol.dispose](),
  };
}
