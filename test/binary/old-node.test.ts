import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { isTooOld, tooOldText } from '../../src/config/node-version.ts';
import { ROOT } from '../commands/kit.ts';
import { ended, oldNode } from './binary.ts';

const IMPORTED = /(?:^|[;}])(?:import|export)(?:[^;"'`()]*?from)?["']([^"']+)["']/g;

/** What is loaded, whatever the importer does: everything that is neither built nor ours has to be there in an old Node too. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.startsWith('./')) return seen;
  const text = readFileSync(`${ROOT}dist/${file.slice(2)}`, 'utf8');
  for (const [, other = ''] of text.matchAll(IMPORTED)) loadedWith(other, seen);
  return seen;
}

test('the library loads nothing that an old Node lacks, so that it can say that the Node is too old', () => {
  const loaded = loadedWith('./index.js');
  expect(loaded.size).toBeGreaterThan(2);
  expect([...loaded].filter(file => !file.startsWith('./'))).toEqual([]);
  // What it opens when it is asked to is elsewhere.
  expect([...loaded].join(' ')).not.toMatch(/tools|app-|client/);
});

const node = oldNode();
const version = node ? (await ended(spawn(node, ['--version']))).stdout.trim().slice(1) : '';

test.runIf(version && isTooOld(version))(`the library says so itself on ${version}`, async () => {
  const code = `import(${JSON.stringify(pathToFileURL(`${ROOT}dist/index.js`).href)}).catch(error => console.log(error.message))`;
  const { stdout } = await ended(spawn(node as string, ['-e', code]));
  expect(stdout).toBe(`${tooOldText(version)}\n`);
});
