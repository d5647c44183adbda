import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { manifestOf } from './manifest.ts';
import { registryEntry } from './server-json.ts';

const root = join(import.meta.dirname, '..');

/** The descriptions of the server that are made of the code and committed, so that a change of them shows. */
const DESCRIPTIONS: Readonly<Record<string, () => object>> = {
  'bundle/manifest.json': manifestOf,
  'server.json': registryEntry,
};

/** Writes them, unformatted. Answers their paths. */
export function writeDescriptions(): string[] {
  for (const [path, make] of Object.entries(DESCRIPTIONS))
    writeFileSync(join(root, path), `${JSON.stringify(make(), null, 2)}\n`);
  return Object.keys(DESCRIPTIONS);
}

/** The paths of those that are not what the code would write now. */
export function staleDescriptions(): string[] {
  const written = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const isStale = ([path, make]: [string, () => object]) =>
    !isDeepStrictEqual(written(path), JSON.parse(JSON.stringify(make())));
  return Object.entries(DESCRIPTIONS)
    .filter(isStale)
    .map(([path]) => path);
}
