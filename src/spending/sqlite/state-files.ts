import { closeSync, constants, fchmodSync, lstatSync, mkdirSync, openSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SnovioError } from '../../errors.ts';

/** How long a drive may take to answer. Hosts give a server that starts little more. */
const REACH_MS = 3500;

/**
 * Waits until the state directory answers, whatever the answer. A network drive that is gone does not, and would hold up
 * everything else for good.
 * @throws SnovioError `not_configured` when it does not answer in time
 */
export async function reachStateDirectory(stateDir: string): Promise<void> {
  const timer = Promise.withResolvers<'late'>();
  const timeout = setTimeout(() => timer.resolve('late'), REACH_MS);
  const answered = open(stateDir).then(
    file => file.close(),
    () => undefined,
  );
  const late = (await Promise.race([answered, timer.promise])) === 'late';
  clearTimeout(timeout);
  if (!late) return;
  throw new SnovioError('not_configured', {
    message: `The state directory ${stateDir} does not answer; it may be on a network drive that is gone. Connect it again, or set SNOVIO_STATE_DIR to a directory on this machine. It holds what is paid for: a new one does not know that.`,
  });
}

/** Makes the state directory, readable by its owner only. One that exists keeps its permissions: see {@link openToOthers}. */
export function makeStateDirectory(stateDir: string): void {
  const folder = resolve(stateDir);
  // Not `recursive`: where a folder cannot be made and its parent is none of a usual file system's, such as /proc, Node tries for ever.
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(folder) !== folder) makeStateDirectory(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/**
 * Makes a file of the state directory if it is not there, and readable by its owner only.
 * @throws Error where a link or anything else stands in its place: whoever put it there could have the data written elsewhere
 */
export function makePrivateFile(path: string): void {
  // What SQLite keeps beside a database is opened by the same rule.
  for (const name of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) refuseUnlessFile(name);
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600);
  try {
    fchmodSync(file, 0o600);
  } finally {
    closeSync(file);
  }
}

/** @throws Error where something else than a file of its own stands at this path */
export function refuseUnlessFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || found.isFile()) return;
  throw new Error(found.isSymbolicLink() ? `${path} is a symbolic link` : `${path} is not a file`);
}

/**
 * What others on this machine can do in an existing state directory, and the remedy; undefined where it is its owner's alone.
 * It is told and not changed: somebody may share it on purpose.
 */
export function openToOthers(stateDir: string): { text: string; remedy: string } | undefined {
  const mode = process.platform === 'win32' ? 0 : (statSync(stateDir, { throwIfNoEntry: false })?.mode ?? 0);
  if ((mode & 0o077) === 0) return undefined;
  const danger = mode & 0o022 ? 'can replace the ledger' : 'can see which files are';
  return {
    text: `Others on this machine ${danger} in ${stateDir} (mode ${(mode & 0o777).toString(8)}).`,
    remedy: `Unless that is wanted: chmod 700 ${JSON.stringify(stateDir)}`,
  };
}
