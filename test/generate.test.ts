import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { staleDescriptions } from '../scripts/descriptions.ts';
import { drawIcon } from '../scripts/icon.ts';
import { ROOT } from './commands/kit.ts';

test('the bundle’s manifest and the registry entry are those of the code (npm run generate renews them)', () => {
  expect(staleDescriptions()).toEqual([]);
});

test('the icon is the one that is drawn (npm run generate renews it)', () => {
  const path = join(ROOT, 'bundle/icon.png');
  expect(readFileSync(path).equals(drawIcon())).toBe(true);
  expect(statSync(path).size).toBeLessThan(10_000);
});

// scripts/generate.ts finds test files by this word.
const COMPARES = `toMatchFile${'Snapshot'}(`;
const comparing = globSync('test/**/*.ts', { cwd: ROOT }).filter(path =>
  readFileSync(join(ROOT, path), 'utf8').includes(COMPARES),
);

test.each(comparing)('%s is renewed by npm run generate, and says so when it fails', path => {
  expect(path).toMatch(/\.test\.ts$/);
  const text = readFileSync(join(ROOT, path), 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const named = text.match(/['`].*npm run generate/g) ?? [];
  expect(named.length).toBeGreaterThanOrEqual(text.split(COMPARES).length - 1);
});
