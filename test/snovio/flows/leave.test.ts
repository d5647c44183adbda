import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('no timer and no socket is left when everything is closed', async () => {
  const script = fileURLToPath(new URL('leave.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 25_000 });
  expect(stdout).toBe('left\n');
});
