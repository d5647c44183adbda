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
 * The statements of a file or folder that stand at the top level, each with the comment above it. Formatted code ends
 * such a statement with a line that starts with a closing bracket.
 */
export function topLevel(path: string): string[] {
  return sourceFiles(path).flatMap(
    file =>
      read(file).match(
        /^(?:\/\*\*[\s\S]*?\*\/\n|\/\/.*\n)?(?:export )?(?:async )?(?:const|function) [\s\S]*?^[\])}].*$/gm,
      ) ?? [],
  );
}

/** A source's label in a comment, such as `[A]` or `[C:ref]`. */
export const LABEL = /\[(?:[AB]|C:[a-z0-9]+)\]/g;

/** Which files of the code cite a source, by label. */
export function citations(): Map<string, string[]> {
  const cited = new Map<string, string[]>();
  for (const file of [...sourceFiles('src'), ...sourceFiles('tools')]) {
    for (const label of new Set(read(file).match(LABEL) ?? []))
      cited.set(label, [...(cited.get(label) ?? []), file]);
  }
  return new Map([...cited].sort(([a], [b]) => a.localeCompare(b)));
}
