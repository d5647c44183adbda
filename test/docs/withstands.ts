import { globSync } from 'node:fs';
import { ROOT, read } from './pages.ts';

const CALL = /\bwithstands\(\s*(?:'([^'\\]*)'|"([^"\\]*)"),\s*(?:'([^'\\]*)'|"([^"\\]*)"),?\s*\)/g;

/** The tests that are named with `withstands`, in the order of files and lines: what comes, what is noticed, the file. */
export function withstood(): string[][] {
  return globSync('test/**/*.test.ts', { cwd: ROOT })
    .map(path => path.replaceAll('\\', '/'))
    .sort()
    .flatMap(path => rowsOf(path, read(path)));
}

function rowsOf(path: string, source: string): string[][] {
  const rows = [...source.matchAll(CALL)].map(([, a, b, c, d]) => [a ?? b ?? '', c ?? d ?? '', path]);
  const calls = source.match(/\bwithstands\(/g)?.length ?? 0;
  if (rows.length !== calls) throw new Error(`${path}: withstands takes two plain strings without escapes`);
  return rows;
}
