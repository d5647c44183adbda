import { readFile } from 'node:fs/promises';

/** Where the build puts the pages: beside its other files, and for the sources in the last build's folder. */
const FOLDER = import.meta.url.endsWith('/src/mcp/apps/view-pages.ts') ? '../../../dist/views/' : './views/';

const pages = new Map<string, Promise<string>>();

/** The page of a card. It never changes while the server runs, so it is read once. */
export function viewPage(name: string): Promise<string> {
  const page = pages.get(name) ?? readFile(new URL(`${FOLDER}${name}.html`, import.meta.url), 'utf8');
  pages.set(name, page);
  return page;
}
