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

/** What is not as safe as it could be, and what to do about it, in sentences. */
export interface Warning {
  readonly text: string;
  readonly remedy: string;
}

/**
 * What a commit on this server does not promise.
 * @throws UnusableDatabase where the server is too old
 */
export async function weaknesses(connections: Connections): Promise<Warning[]> {
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
  const isThrough = facts.fsync === 'on' && facts.pages === 'on' && facts.commit !== 'off';
  const mayLose = facts.standbys > 0 && facts.synchronous === '';
  return [...(isThrough ? [] : [NOT_THROUGH]), ...(mayLose ? [NOT_SYNCHRONOUS] : [])];
}

const NOT_THROUGH: Warning = {
  text: 'The database does not write through to the disk: after a power cut it may not know what was paid for, and that is paid for again.',
  remedy: 'Switch fsync, full_page_writes and synchronous_commit on.',
};

const NOT_SYNCHRONOUS: Warning = {
  text: 'The database has a standby and does not wait for it: a failover may lose the payments of its last moments, and those are paid for again if they are asked for again.',
  remedy: 'Name the standby in synchronous_standby_names.',
};
