import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that only this user reads. It goes when the process ends. @returns its path */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'snovio-run-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Where a part would be of an output on stdout, which leaves none. */
export function temporaryPart(): string {
  return join(temporaryFolder(), 'stdout.part');
}
