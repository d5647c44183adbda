import { resolve } from 'node:path';
import { defineConfig } from 'tsdown';
import { notices } from './scripts/notices.ts';
import { cards } from './tools/cards.ts';

/** Puts the finished cards in the place of tools/cards.ts: a server that only lists its tools loads none of them. */
export function finishedCards() {
  const load = (id: string) => {
    if (!id.endsWith('/tools/cards.ts')) return null;
    const code = `const load = async name => (await import('./index.ts')).tools.find(tool => tool.name === name);
      export const cards = JSON.parse(${JSON.stringify(JSON.stringify(cards))})
        .map(card => ({ ...card, load: () => load(card.name) }));`;
    return { code, moduleType: 'js' as const };
  };
  return { name: 'finished-cards', load };
}

const SHARED = { undici: resolve(import.meta.dirname, 'scripts/undici.ts') };

/** Program and library take undici, the largest part, from one file of dist/: the program's build makes it. */
export function shared(build: 'program' | 'library') {
  const resolveId = (source: string, importer: string | undefined) => {
    if (source !== 'undici' || importer === SHARED.undici) return null;
    return build === 'program' ? { id: SHARED.undici } : { id: './undici.js', external: true };
  };
  return { name: 'shared', resolveId };
}

/** What both builds have in common. */
export const common = defineConfig({
  platform: 'node',
  format: 'esm',
  outDir: 'dist',
  dts: false,
  minify: true,
  fixedExtension: false,
  // Its main file is UMD, whose requires no bundler can follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
});

export default defineConfig({
  ...common,
  entry: { main: 'src/main.ts', ...SHARED },
  // Everything is bundled: a server that hosts start on every conversation has to start fast, and one file per
  // chunk starts in half the time of a node_modules tree.
  deps: { alwaysBundle: [/.*/] },
  plugins: [finishedCards(), shared('program'), ...notices()],
});
