import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Specifiers of this repository's own modules, as declarations name them. */
const OWN = /(from |import\()(['"])(\.[^'"]+)\.ts\2/g;

/**
 * Writes the library's declarations: those that src/index.ts leads to, and no others.
 * @param target a folder that is made
 */
export function writeTypes(target: string): void {
  const all = mkdtempSync(join(tmpdir(), 'snovio-types-'));
  try {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [tsc, '-p', join(root, 'scripts/tsconfig.types.json'), '--outDir', all], {
      stdio: 'inherit',
    });
    rmSync(target, { recursive: true, force: true });
    copyReachable(all, target, 'src/index.d.ts', new Set());
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}

function copyReachable(from: string, to: string, path: string, seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  const text = readFileSync(join(from, path), 'utf8');
  mkdirSync(dirname(join(to, path)), { recursive: true });
  writeFileSync(join(to, path), shortened(text.replace(OWN, '$1$2$3.js$2')));
  for (const [, , , module] of text.matchAll(OWN)) {
    copyReachable(from, to, `${posix.join(posix.dirname(path), module ?? '')}.d.ts`, seen);
  }
}

/** The types of all tools' schemas fill one file: without this, a twentieth of the package. */
function shortened(text: string): string {
  const short = text
    .replace(/^ {4,}/gm, '')
    .replaceAll('import("zod").', 'zod.')
    .replaceAll('import("zod/v4/core").', 'zod.core.');
  return short.includes('zod.') && text.includes('import("zod')
    ? `import { z as zod } from 'zod';\n${short}`
    : short;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeTypes(join(root, 'dist', 'types'));
