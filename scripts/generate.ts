import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDescriptions } from './descriptions.ts';
import { drawIcon } from './icon.ts';

// Renews every committed file that is made of the code: `npm run generate`, then look at the difference.

const root = join(import.meta.dirname, '..');

/** Runs a program of a package; what it prints is printed, and a failure ends this script. */
function run(program: string, ...args: string[]): void {
  const path = join(root, program);
  const { status } = spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const descriptions = writeDescriptions();
run(
  'scripts/lint/node_modules/@biomejs/biome/bin/biome',
  'format',
  '--write',
  '--log-level=error',
  ...descriptions,
);
writeFileSync(join(root, 'bundle/icon.png'), drawIcon());

// What an agent is shown of each tool, and the tables of the pages: the tests that compare them also write them.
const comparing = globSync('test/**/*.test.ts', { cwd: root }).filter(path =>
  readFileSync(join(root, path), 'utf8').includes('toMatchFileSnapshot('),
);
run('node_modules/vitest/vitest.mjs', 'run', '--update=all', ...comparing);
