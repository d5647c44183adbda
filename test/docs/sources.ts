import { globSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT, read } from './pages.ts';

/** The TypeScript files of a folder, or the file itself, as paths from the root with slashes. */
export function sourceFiles(path: string): string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return globSync(`${path}/**/*.ts`, { cwd: ROOT })
    .map(file => file.split(sep).join('/'))
    .sort();
}

/**
 * The statements of a file that stand at the top level, each with the comment above it. Formatted code ends such a
 * statement in its first line, or with a line that starts with a closing bracket.
 */
export function topLevel(file: string): string[] {
  const statement =
    /^(?:\/\*\*[^/]*\*\/\n)?(?:export )?(?:async )?(?:const|function) (?:.*;$|[\s\S]*?^[\])}].*$)/gm;
  return read(file).match(statement) ?? [];
}

/** A source's label in a comment, such as `[A]` or `[C:ref]`. */
export const LABEL = /\[(?:[AB]|C:[a-z0-9]+)\]/g;

/** Which sources the files of the code cite: labels by path. */
export function citations(): Map<string, string[]> {
  const files = [...sourceFiles('src'), ...sourceFiles('tools')];
  const cited = files.map(file => [file, [...new Set(read(file).match(LABEL) ?? [])].sort()] as const);
  return new Map(cited.filter(([, labels]) => labels.length > 0));
}
