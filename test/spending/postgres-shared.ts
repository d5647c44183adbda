import { readDatabaseUrl } from '../../src/config/database-url.ts';
import { openDatabase } from '../../src/spending/postgres/open.ts';
import type { Cluster } from '../postgres/cluster.ts';
import type { SharedStore } from './store-contract.ts';

/** Every column that holds a moment. */
const MOMENTS = {
  item: ['sent_at', 'changed_at', 'checked_at', 'expires_at'],
  spend: ['at'],
  share: ['at'],
  vault: ['at'],
  vault_link: ['at'],
  result: ['at'],
  sign_in: ['used_at', 'expires_at'],
  event: ['at'],
  forgotten: ['at'],
  look: ['at'],
  long_call: ['created_at', 'changed_at', 'expires_at', 'beat_at'],
  pace: ['paused_since', 'paused_until'],
  quota: ['at'],
};

/** The store in a database of its own. */
export async function startPostgres(cluster: Cluster): Promise<SharedStore> {
  const url = await cluster.createDatabase();
  return {
    open: async (days = 30) => {
      const address = readDatabaseUrl(url);
      return (await openDatabase({ address, connections: 4, key: undefined, days })).store;
    },
    age: async ms => {
      const updates = Object.entries(MOMENTS).map(
        ([table, columns]) =>
          `UPDATE snovio_mcp.${table} SET ${columns.map(column => `${column} = ${column} - ${ms}`).join(', ')}`,
      );
      const slots = `UPDATE snovio_mcp.pace SET slots = ARRAY(SELECT slot - ${ms} FROM unnest(slots) AS slot)`;
      await cluster.run([...updates, slots].join(';'), url);
    },
    dump: async () => {
      const rows = await cluster.run<{ row: string; facts: Buffer }>(
        'SELECT event::text AS row, facts FROM snovio_mcp.event AS event',
        url,
      );
      return rows.map(({ row, facts }) => row + facts.toString('latin1')).join('');
    },
    close: () => cluster.dropDatabase(url),
  };
}
