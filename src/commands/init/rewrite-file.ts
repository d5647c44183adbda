import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SnovioError } from '../../errors.ts';

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
    const backup = oldText === undefined ? undefined : unusedBackupPath(file);
    if (backup !== undefined) copyFileSync(file, backup);
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

/** Writes a temporary file beside the file and renames it, so that a crash never leaves half a file. */
function replaceAtomically(file: string, text: string): void {
  const temporary = `${file}.snovio-tmp`;
  // Users put their credentials into some of these files: a new one is readable by its owner only.
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
  writeFileSync(temporary, text, { mode });
  // The umask may have taken bits away, and a temporary file left by a crash keeps its own mode.
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}

/** `FILE.bak`, `FILE.bak2` and so on; the first one again when a hundred exist. */
function unusedBackupPath(file: string): string {
  const paths = [`${file}.bak`, ...Array.from({ length: 99 }, (_, i) => `${file}.bak${i + 2}`)];
  return paths.find(path => !existsSync(path)) ?? `${file}.bak`;
}
