import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Writes stdin into a file that only this user reads, since it is read several times. It goes when the process ends. @returns its path */
export async function spoolStdin(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'snovio-stdin-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'stdin');
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
  return path;
}
