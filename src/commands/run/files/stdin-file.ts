import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes stdin into a file that only this user reads, since it is read several times. It goes when the process ends. @returns its path */
export async function spoolStdin(): Promise<string> {
  const path = join(temporaryFolder(), 'stdin');
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
  return path;
}
