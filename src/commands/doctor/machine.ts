import { isTooOld, OLDEST_NODE } from '../../config/node-version.ts';
import { type Config, SETTINGS, stateDirOf } from '../../config/settings.ts';
import { MEMORY, openLedgerFile, openPaceFile } from '../../spending/sqlite/database.ts';
import { type Finding, fail, failed, ok } from './finding.ts';

/** A Node that is too old ends the program before this; here it is for the report. */
export function checkNode(version: string = process.versions.node): Finding {
  if (!isTooOld(version)) return ok('node', `Node.js ${version}`);
  const text = `Node.js ${version} is older than ${OLDEST_NODE.join('.')}`;
  return fail(
    'node',
    text,
    'Install a current Node.js from https://nodejs.org, also where the MCP host runs.',
  );
}

/** What is configured besides the defaults; never a secret's value. */
export function describe(config: Config): Finding {
  const where = config.sandbox ? 'the embedded sandbox' : config.apiUrl;
  return ok('configuration', `${where}; set: ${settingsOf(config).join(', ') || 'nothing'}`);
}

/** The names of the settings that differ from their defaults. */
export function settingsOf(config: Config): string[] {
  return Object.entries(SETTINGS).flatMap(([key, { env, schema }]) => {
    const usual = schema.safeParse(undefined).data;
    return JSON.stringify(Reflect.get(config, key)) === JSON.stringify(usual) ? [] : [env];
  });
}

/** Whether what is paid for can be remembered. */
export function checkState(config: Config): Finding {
  const folder = stateDirOf(config);
  if (folder === MEMORY) {
    const text = 'nothing is remembered (:memory:)';
    return config.sandbox ? ok('state', text) : { id: 'state', state: 'warn', text, remedy: FORGETFUL };
  }
  try {
    const ledger = openLedgerFile(folder);
    const said = String(ledger.prepare('PRAGMA quick_check(1)').get()?.quick_check);
    ledger.close();
    openPaceFile(folder).close();
    if (said !== 'ok') return fail('state', `The ledger in ${folder} is damaged.`, DAMAGED);
    return ok('state', folder);
  } catch (error) {
    return failed('state', error, DAMAGED);
  }
}

const FORGETFUL = 'Unset SNOVIO_STATE_DIR, so that answers that are paid for survive the end of the process.';
const DAMAGED =
  'Give this user the right to write there, free the disk, restore the file from a backup, or set SNOVIO_STATE_DIR to another directory; a new ledger does not know what was paid for.';
