import { closeSync, constants, fchmodSync, lstatSync, mkdirSync, openSync, statSync } from 'node:fs';

/** Makes the state directory, readable by its owner only. One that exists keeps its permissions: see {@link openToOthers}. */
export function makeStateDirectory(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
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
