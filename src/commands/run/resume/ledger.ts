import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { readDatabaseUrl } from '../../../config/database-url.ts';
import { type Config, stateDirOf } from '../../../config/settings.ts';
import { nameOf } from '../../../spending/postgres/address.ts';

const MEMORY = ':memory:';

/** Names the ledger of a configuration without telling where it is. */
export function ledgerOf(config: Pick<Config, 'stateDir' | 'sandbox' | 'databaseUrl'>): string {
  const folder = stateDirOf(config);
  const { databaseUrl: url } = config;
  const place = url === undefined ? undefined : nameOf(readDatabaseUrl(url));
  if (place === undefined && folder === MEMORY) return MEMORY;
  return createHash('sha256')
    .update(place ?? resolve(folder))
    .digest('hex')
    .slice(0, 12);
}

/**
 * What is said where this run does not know what the last one has paid for without writing it down.
 * @param before the ledger of the last run
 * @returns undefined where there is nothing to say
 */
export function otherLedgerText(part: string, before: string | undefined, now: string): string | undefined {
  if (before === undefined || (before === now && now !== MEMORY)) return undefined;
  const why =
    before === MEMORY
      ? 'kept nothing (SNOVIO_STATE_DIR=:memory:)'
      : 'had another state directory (SNOVIO_STATE_DIR, --state-dir) or database (SNOVIO_DATABASE_URL)';
  return `The last run on ${part} ${why}. If it has paid for rows without writing them, they are paid for again now.`;
}
