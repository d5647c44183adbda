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

export interface Written {
  /** The file itself, behind any links. */
  readonly file: string;
  readonly changed: boolean;
  /** The copy of what was there before. */
  readonly backup?: string;
}

/**
 * Replaces a file's text by an edited one, with a backup beside it.
 * @throws SnovioError when it cannot be read or written; then it is as it was
 */
export function rewrite(path: string, edit: (text: string) => string): Written {
  try {
    const file = existsSync(path) ? realpathSync(path) : path;
    const old = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const text = edit(old ?? '');
    if (text === old) return { file, changed: false };
    mkdirSync(dirname(file), { recursive: true });
    const backup = old === undefined ? undefined : backupOf(file);
    if (backup !== undefined) copyFileSync(file, backup);
    replace(file, text);
    return { file, changed: true, ...(backup !== undefined && { backup }) };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && 'syscall' in cause)) throw cause;
    throw new SnovioError('invalid_input', { message: `${path} cannot be written (${cause.code}).`, cause });
  }
}

/** Never half a file, whatever happens: written beside it and renamed. */
function replace(file: string, text: string): void {
  const beside = `${file}.snovio-tmp`;
  // The file may come to hold credentials.
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : 0o600;
  writeFileSync(beside, text, { mode });
  chmodSync(beside, mode);
  renameSync(beside, file);
}

function backupOf(file: string): string {
  const names = [`${file}.bak`, ...Array.from({ length: 99 }, (_, i) => `${file}.bak${i + 2}`)];
  return names.find(name => !existsSync(name)) ?? `${file}.bak`;
}
