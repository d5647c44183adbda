import type { Connections } from './connections.ts';
import { UnusableDatabase } from './failures.ts';

const OLDEST_SERVER = 130_000;

interface Facts {
  readonly version: number;
  readonly shown: string;
  readonly fsync: string;
  readonly pages: string;
  readonly commit: string;
  readonly synchronous: string;
  readonly standbys: number;
}

/**
 * What a commit on this server does not promise, in sentences for whoever runs it.
 * @throws UnusableDatabase where the server is too old
 */
export async function weaknesses(connections: Connections): Promise<string[]> {
  const [facts] = await connections.query<Facts>(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS shown,
       current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
       current_setting('synchronous_commit') AS commit, current_setting('synchronous_standby_names') AS synchronous,
       (SELECT count(*) FROM pg_stat_replication) +
         (SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'physical' AND NOT active) AS standbys`,
  );
  if (!facts) return [];
  if (facts.version < OLDEST_SERVER)
    throw new UnusableDatabase(`is of PostgreSQL ${facts.shown}; 13 or newer is needed`);
  return [
    ...(facts.fsync === 'on' && facts.pages === 'on' && facts.commit !== 'off'
      ? []
      : [
          'The database does not write through to the disk (fsync, full_page_writes or synchronous_commit is off): after a power cut it may have forgotten what was paid for, which is then paid for again.',
        ]),
    ...(facts.standbys > 0 && facts.synchronous === ''
      ? [
          'The database has standbys, but waits for none (synchronous_standby_names is empty): a failover may lose the payments of its last moments. What was sent then is not known afterwards, and is paid for again if it is asked for again.',
        ]
      : []),
  ];
}
