import { expect, test } from 'vitest';
import { proseOf, read } from './pages.ts';
import { citations, LABEL, sourceFiles } from './sources.ts';

const page = proseOf('docs/snovio-api.md');
/** The rows of the page's table of sources. */
const defined = [...page.matchAll(/^\| (\[(?:[AB]|C:[a-z0-9]+)\]) \| (.+) \|$/gm)];
const labels = defined.map(([, label = '']) => label);

test('every source that the code cites is on the page, and has an address', () => {
  const cited = new Set([...citations().values()].flat());
  expect(cited.size).toBeGreaterThan(5);
  expect([...cited].filter(label => !labels.includes(label))).toEqual([]);
  for (const [, label, text = ''] of defined) {
    const isManyPages = label === '[C:field]' || label === '[C:code]';
    if (!isManyPages) expect(text).toMatch(/https:\/\//);
  }
});

test('the page uses every source that it defines, and no other', () => {
  const used = new Set(page.replace(/^\| \[.*$/gm, '').match(LABEL) ?? []);
  expect([...used].sort()).toEqual([...labels].sort());
});

test('citations are written in one way', () => {
  // [C] alone or [C-ref] would lead nowhere.
  const comments = [...sourceFiles('src'), ...sourceFiles('tools')].flatMap(file =>
    (read(file).match(/(?:\/\/|\*) .*/g) ?? []).map(line => `${file}: ${line}`),
  );
  expect(comments.length).toBeGreaterThan(500);
  expect(comments.filter(line => /\[[A-Z](?:[:-][^\]]*)?\]/.test(line.replace(LABEL, '')))).toEqual([]);
});

test('whoever guesses is marked on the page', () => {
  expect(page.match(/GUESS/g)?.length).toBeGreaterThan(10);
  expect(page.match(/CONFLICT/g)?.length).toBeGreaterThan(5);
});
