import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');
/** A token that a server takes, told apart by a word. */
export const tokenOf = (word: string) => `${word}-horse-battery-staple-0123456789`;

export interface TestAccessFile extends Disposable {
  readonly path: string;
  /** A folder beside it, for the state of servers. */
  readonly folder: string;
  write(content: unknown): void;
  /** Puts something else in its place. */
  replace(by: 'nothing' | 'a folder'): void;
}

/** An access file in a folder of its own. @param content text as it is, anything else as JSON */
export function accessFile(content: unknown): TestAccessFile {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  const path = join(folder, 'access.json');
  const remove = () => rmSync(path, { recursive: true, force: true });
  const write = (value: unknown) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) remove();
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  };
  const replace = (by: 'nothing' | 'a folder') => {
    remove();
    if (by === 'a folder') mkdirSync(path);
  };
  write(content);
  return {
    path,
    folder,
    write,
    replace,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
