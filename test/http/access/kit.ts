import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
}

/** An access file in a folder of its own. @param content text as it is, anything else as JSON */
export function accessFile(content: unknown): TestAccessFile {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  const path = join(folder, 'access.json');
  const write = (value: unknown) =>
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  write(content);
  return { path, folder, write, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
