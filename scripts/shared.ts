import { resolve } from 'node:path';

/** What both builds have in common: the program's (tsdown.config.ts) and the library's (scripts/tsdown.library.ts). */
export const common = {
  platform: 'node',
  format: 'esm',
  outDir: 'dist',
  dts: false,
  minify: true,
  fixedExtension: false,
} as const;

/** Modules that both use and that are too large to be there twice: files of their own, made by the program's build. */
export const SHARED = { undici: 'scripts/undici.ts', sandbox: 'src/sandbox/index.ts' };

/** In the program's build undici is reached through its own file; in the library's both files are outside. */
export function shared(build: 'program' | 'library') {
  const resolveId = (source: string, importer?: string) => {
    const isSandbox = /\/sandbox\/index\.ts$/.test(source) && importer !== undefined;
    const name = source === 'undici' ? 'undici' : isSandbox ? 'sandbox' : undefined;
    if (!name || importer?.replaceAll('\\', '/').endsWith(SHARED.undici)) return null;
    if (build === 'library') return { id: `./${name}.js`, external: true };
    return name === 'undici' ? resolve(SHARED.undici) : null;
  };
  return { name: 'shared', resolveId };
}
