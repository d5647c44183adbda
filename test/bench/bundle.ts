import { join } from 'node:path';
import { build } from 'tsdown';
import config from '../../tsdown.config.ts';
import { directory, markAsModules } from './scratch.ts';

const bundled = new Map<string, Promise<string>>();

/** A file of `bare/` bundled exactly as the product is. @returns the program's path */
export function bareProgram(name: 'stdio' | 'http'): Promise<string> {
  const known = bundled.get(name) ?? bundle(name);
  bundled.set(name, known);
  return known;
}

async function bundle(name: string): Promise<string> {
  const outDir = directory(`bare-${name}`);
  const entry = { main: join(import.meta.dirname, 'bare', `${name}.ts`) };
  await build({ ...config, entry, outDir, config: false, logLevel: 'silent' });
  markAsModules(outDir);
  return join(outDir, 'main.js');
}
