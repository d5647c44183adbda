import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Every page, as a path from the root. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'PRIVACY.md', 'CHANGELOG.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
  '.github/ISSUE_TEMPLATE/bug_report.md',
];

export interface Fenced {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function fenced(page: string, ...languages: string[]): Fenced[] {
  return [...read(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .map(([, language = '', text = '']) => ({ page, language, text }))
    .filter(block => languages.length === 0 || languages.includes(block.language));
}

/** The fenced blocks of all pages. */
export function allFenced(...languages: string[]): Fenced[] {
  return PAGES.flatMap(page => fenced(page, ...languages));
}

/** A page without what is made of the code. */
export function proseOf(page: string): string {
  return read(page).replace(/<!-- ([\w-]+) -->[\s\S]*?<!-- \/\1 -->/g, '');
}
