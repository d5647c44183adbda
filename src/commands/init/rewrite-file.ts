import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
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
    const file = existsSync(path) ? realpathSync(path) : path;
    const oldText = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
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
