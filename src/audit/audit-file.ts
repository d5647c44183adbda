import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { ConfigError } from '../config/settings.ts';

/** A file that lines are appended to. */
export interface AuditFile {
  /** @throws the system's error if the line was not written as a whole */
  append(line: string): void;
  close(): void;
}

// Windows has no O_NOFOLLOW. Opened for reading too, a pipe does not wait for somebody at its other end.
const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW = 0 } = constants;

/**
 * Opens the file, for its owner only; makes it if there is none, and again when it was moved or deleted, as log rotation
 * does. Several processes may append to the same file.
 * @throws ConfigError if it cannot be written, or is a link, a directory or anything else than a file
 */
export function openAuditFile(path: string): AuditFile {
  try {
    return fileOf(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `SNOVIO_AUDIT_LOG: ${JSON.stringify(path)} cannot be appended to (${code ?? message}). Example: SNOVIO_AUDIT_LOG=stderr`,
    );
  }
}

function fileOf(path: string): AuditFile {
  let fd = openOwn(path);
  // Whether the file ends within a line: of a process that was killed, or because the disk was full.
  let isTorn = endsWithinLine(fd);
  const followMove = () => {
    if (isAt(path, fd)) return;
    const next = openOwn(path);
    closeSync(fd);
    fd = next;
    isTorn = endsWithinLine(fd);
  };
  return {
    append: line => {
      followMove();
      const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`);
      isTorn = true;
      const written = writeSync(fd, bytes);
      if (written < bytes.length) throw Object.assign(new Error('cut'), { code: 'ENOSPC' });
      isTorn = false;
    },
    close: () => closeSync(fd),
  };
}

function openOwn(path: string): number {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error('it is a link');
  const fd = openSync(path, O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is no file');
    fchmodSync(fd, 0o600);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function isAt(path: string, fd: number): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  const open = fstatSync(fd);
  return there?.ino === open.ino && there.dev === open.dev;
}

function endsWithinLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
}
