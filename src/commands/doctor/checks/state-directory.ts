import { stateDirOf } from '../../../config/settings.ts';
import { MEMORY, openLedgerFile, openPaceFile } from '../../../spending/sqlite/database.ts';
import { openToOthers, reachStateDirectory } from '../../../spending/sqlite/state-files.ts';
import { type Finding, fail, failFrom, ok, warn } from '../finding.ts';

type StateSettings = Parameters<typeof stateDirOf>[0];

/** Checks that the ledger can be opened, read and written, is not damaged, and is its owner's alone. */
export async function checkStateDirectory(config: StateSettings): Promise<Finding> {
  const folder = stateDirOf(config);
  if (folder === MEMORY) {
    const text = 'nothing is remembered (:memory:)';
    return config.sandbox ? ok('state', text) : warn('state', text, MEMORY_REMEDY);
  }
  try {
    await reachStateDirectory(folder);
    const ledger = openLedgerFile(folder);
    const answer = String(ledger.prepare('PRAGMA quick_check(1)').get()?.quick_check);
    ledger.close();
    openPaceFile(folder).close();
    if (answer !== 'ok') return fail('state', `The ledger in ${folder} is damaged.`, DAMAGE_REMEDY);
    const danger = openToOthers(folder);
    return danger === undefined ? ok('state', folder) : { id: 'state', state: 'warn', ...danger };
  } catch (error) {
    return failFrom('state', error, DAMAGE_REMEDY);
  }
}

const MEMORY_REMEDY =
  'Unset SNOVIO_STATE_DIR, so that answers that are paid for survive the end of the process.';
const DAMAGE_REMEDY =
  'Give this user the right to write there, free the disk, restore the file from a backup, or set SNOVIO_STATE_DIR to another directory; a new ledger does not know what was paid for.';
