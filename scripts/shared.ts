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

/**
 * The largest parts: files of their own in dist/, made by the program's build and used by the library's too. With the store in
 * a database goes the class of its errors: both have to mean the same one.
 */
export const SHARED = {
  undici: resolve(root, 'scripts/undici.mjs'),
  pg: resolve(root, 'scripts/pg.mjs'),
  sandbox: resolve(root, 'src/sandbox/index.ts'),
  postgres: resolve(root, 'src/spending/postgres/open.ts'),
  errors: resolve(root, 'src/errors.ts'),
};

/** The shared parts that are our own, by the ends of their paths. */
const OWN = {
  '/sandbox/index.ts': 'sandbox',
  '/spending/postgres/open.ts': 'postgres',
  '/errors.ts': 'errors',
} as const;

/** In the program's build undici and pg are reached through their own files; in the library's all files are outside. */
export function shared(build: 'program' | 'library') {
  const resolveId = (source: string, importer: string | undefined) => {
    const own = importer && Object.entries(OWN).find(([end]) => source.endsWith(end))?.[1];
    const name = source === 'undici' || source === 'pg' ? source : own;
    if (!name || importer === SHARED.undici || importer === SHARED.pg) return null;
    if (build === 'library') return { id: `./${name}.js`, external: true };
    return own ? null : { id: SHARED[name] };
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

/** The SDK checks what a user fills into a form, and brings two checkers of JSON Schema. The one for workers is an eighth of Ajv. */
const SMALL_CHECKER = `export { default as process } from 'node:process';
  export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';`;

/**
 * Parts of libraries that no code here reaches, and what stands in their place: undici's HTTP/2, which is never offered; its
 * second parser, which only a variable turns on, and the first one's other form, which is tried before the one that runs
 * everywhere; iconv-lite's tables of East Asian encodings, which Node.js decodes itself; the cookies that msw keeps in
 * browsers only; of prom-client summaries, clusters, its gateway and links to traces; and of pino logs that another thread
 * writes.
 */
const UNUSED: readonly (readonly [RegExp, string])[] = [
  [/\/undici\/lib\/dispatcher\/client-h2\.js$/, 'module.exports = {};'],
  [/\/undici\/lib\/milo\/(no-)?simd\.js$/, 'module.exports = {};'],
  [/\/undici\/lib\/llhttp\/llhttp_simd-wasm\.js$/, 'module.exports = {};'],
  [/\/@modelcontextprotocol\/server\/dist\/shimsNode\.mjs$/, SMALL_CHECKER],
  [/\/iconv-lite\/encodings\/dbcs-data\.js$/, 'module.exports = {};'],
  [/\/thread-stream\/index\.js$/, 'module.exports = {};'],
  [/\/prom-client\/lib\/(summary|cluster|pushgateway)\.js$/, 'module.exports = {};'],
  [/\/@opentelemetry\/api\/dist\/index\.cjs$/, 'module.exports = {};'],
  [/\/tough-cookie\/dist\/index\.js$/, 'export const Cookie = {}, CookieJar = {}, MemoryCookieStore = {};'],
];

/** Leaves out what is never used of the libraries. */
export function withoutUnused() {
  return { name: 'without-unused', load: insteadOf };
}

/** What stands in the place of a module that is never used; null: itself. */
export function insteadOf(id: string): string | null {
  return UNUSED.find(([part]) => part.test(id))?.[1] ?? null;
}
