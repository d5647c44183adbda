import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'tsdown';

const root = resolve(import.meta.dirname, '..');

/** What both builds have in common: the program's (tsdown.config.ts) and the library's (scripts/tsdown.library.ts). */
export const common = defineConfig({
  platform: 'node',
  format: 'esm',
  outDir: 'dist',
  dts: false,
  minify: true,
  fixedExtension: false,
  // Whoever wants to see the demo would scroll past the sizes of a hundred files.
  logLevel: 'warn',
  // Its main file is UMD, whose requires no bundler can follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
});

/** The largest parts: files of their own in dist/, made by the program's build and used by the library's too. */
export const SHARED = {
  undici: resolve(root, 'scripts/undici.ts'),
  sandbox: resolve(root, 'src/sandbox/index.ts'),
};

/** In the program's build undici is reached through its own file; in the library's both files are outside. */
export function shared(build: 'program' | 'library') {
  const resolveId = (source: string, importer: string | undefined) => {
    const isSandbox = importer !== undefined && source.endsWith('/sandbox/index.ts');
    const name = source === 'undici' ? 'undici' : isSandbox ? 'sandbox' : undefined;
    if (!name || importer === SHARED.undici) return null;
    if (build === 'library') return { id: `./${name}.js`, external: true };
    return name === 'undici' ? { id: SHARED.undici } : null;
  };
  return { name: 'shared', resolveId };
}

/** Puts the text of the skill in the place of src/mcp/skill-text.ts: neither build looks for files beside it. */
export function skillText() {
  const load = (id: string) => {
    if (!id.endsWith('/src/mcp/skill-text.ts')) return null;
    const text = readFileSync(resolve(root, 'skills/snovio-lead-list/SKILL.md'), 'utf8');
    return { code: `export const SKILL_TEXT = ${JSON.stringify(text)};`, moduleType: 'js' as const };
  };
  return { name: 'skill-text', load };
}
