import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SnovioError } from '../../errors.ts';

/**
 * Behind the name of the one copy that is kept: what was there before the last change. With a name of this program's own, so
 * that no copy of the user's is overwritten.
 */
const BACKUP_SUFFIX = '.snovio-bak';

/** A host's configuration is never larger; its history may be in the same file. */
export const MOST_BYTES = 20_000_000;

export interface RewriteResult {
  /** The path of the file itself where the given path is a symbolic link. */
  readonly file: string;
  readonly changed: boolean;
  /** The path of the backup; undefined where there was no file. */
  readonly backup?: string;
}

/**
 * Replaces a file's text by an edited one and keeps a backup beside it. Creates the file and its folders where they are
 * missing. Whatever `edit` throws is thrown on, and then nothing is written.
 * @param edit gets the text, empty for a missing file
 * @param onlyPresent whether a missing file stays missing
 * @throws SnovioError `invalid_input` when the file cannot be read or written; then it is unchanged
 */
export function rewriteFile(
  path: string,
  edit: (text: string) => string,
  onlyPresent = false,
): RewriteResult {
  try {
    const file = fileAt(path);
    const oldText = existsSync(file) ? textOf(file) : undefined;
    if (oldText === undefined && onlyPresent) return { file, changed: false };
    const newText = edit(oldText ?? '');
    if (newText === oldText) return { file, changed: false };
    refuseReadOnly(file);
    makeFolder(dirname(file));
    const backup = oldText === undefined ? undefined : `${file}${BACKUP_SUFFIX}`;
    if (backup !== undefined) copyAnew(file, backup);
    replaceAtomically(file, newText);
    return { file, changed: true, ...(backup !== undefined && { backup }) };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && 'syscall' in cause)) throw cause;
    throw new SnovioError('invalid_input', { message: `${path} cannot be written (${cause.code}).`, cause });
  }
}

/** The file itself, which may not be there yet. @throws SnovioError where a link leads nowhere, or to anything but a file */
function fileAt(path: string): string {
  if (existsSync(path)) {
    const file = realpathSync(path);
    const { size } = fileStats(file);
    if (size > MOST_BYTES) throw unfit(file, 'is too large for the configuration of a host');
    return file;
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw unfit(path, 'is a link that leads nowhere');
  return path;
}

/** A device or a pipe would be replaced by a file, and might never end. */
function fileStats(file: string): Stats {
  const stats = statSync(file);
  if (stats.isFile()) return stats;
  throw unfit(file, stats.isDirectory() ? 'is a folder' : 'is no ordinary file');
}

/** What is not UTF-8 would come back changed. */
function textOf(file: string): string {
  try {
    // Its byte order mark is the file's own.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw unfit(file, 'is not in UTF-8, as hosts read it');
  }
}

function unfit(file: string, problem: string): SnovioError {
  return new SnovioError('invalid_input', {
    message: `${file} ${problem}. Nothing was changed; name another one with --file, or correct it and try again.`,
  });
}

/** A rename would replace the file all the same. */
function refuseReadOnly(file: string): void {
  if (!existsSync(file) || statSync(file).mode & 0o222) return;
  throw new SnovioError('invalid_input', {
    message: `${file} is read-only. Nothing was changed; make it writable, or put in by hand what snovio-mcp init prints.`,
  });
}

/** Node's own `recursive` never ends where a file system denies that there is a folder, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder) || dirname(folder) === folder) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Copies a file over an older copy. What a link in its place leads to stays as it is. */
function copyAnew(file: string, copy: string): void {
  rmSync(copy, { force: true });
  copyFileSync(file, copy, constants.COPYFILE_EXCL);
}

/** Writes a temporary file beside the file and renames it, so that a crash never leaves half a file. */
function replaceAtomically(file: string, text: string): void {
  const temporary = `${file}.snovio-tmp`;
  // Users put their credentials into some of these files: a new one is readable by its owner only.
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
  // One that a crash has left keeps its mode, and one that is a link would be written through.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode, flag: 'wx' });
  // The umask may have taken bits away.
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}
