import { resolve } from 'node:path';
import { defineConfig } from 'tsdown';
import { common, shared, skillText } from './shared.ts';

const OWN = /^(@modelcontextprotocol\/|zod($|\/))/;

/** The library: the second build into dist/, which uses files of the first. */
export default defineConfig({
  ...common,
  cwd: resolve(import.meta.dirname, '..'),
  tsconfig: 'tsconfig.json',
  entry: { index: 'src/index.ts' },
  // The embedder's own SDK: two copies of it would not know each other's classes. zod appears in the types.
  deps: { neverBundle: [OWN], alwaysBundle: [/^[^.]/] },
  plugins: [skillText(), shared('library')],
  clean: false,
});
