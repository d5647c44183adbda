import { expect, test } from 'vitest';
import { tools } from '../../tools/index.ts';
import { alertRows } from '../deploy/alerts.ts';
import { examples } from './examples.ts';
import { metricRows } from './metrics.ts';
import { PAGES, ROOT, read } from './pages.ts';
import { citations } from './sources.ts';
import { commandRows, table, tables } from './tables.ts';
import { understoodRows } from './understood.ts';
import { withstood } from './withstands.ts';

const blocks: Record<string, string> = {
  ...(await tables()),
  ...(await examples()),
  alerts: table(['alert', 'when', 'what'], alertRows()),
  citations: table(
    ['file', 'sources'],
    [...citations()].map(([file, labels]) => [`\`${file}\``, labels.join(' ')]),
  ),
  methods: table(
    ['method', 'tools that call it'],
    [...methods()].map(([method, names]) => [`\`${method}\``, names.map(name => `\`${name}\``).join(' ')]),
  ),
  metrics: table(['metric', 'labels', 'what'], metricRows()),
  understood: table(['given', 'read as'], understoodRows()),
  withstands: table(
    ['what comes', 'what happens', 'tested in'],
    withstood().map(([what = '', then = '', path]) => [what, then, `\`${path}\``]),
  ),
};

/** The API methods that tools call, in the tools' order. */
function methods(): Map<string, string[]> {
  const callers = new Map<string, string[]>();
  for (const { name, methods } of tools)
    for (const method of methods) callers.set(method, [...(callers.get(method) ?? []), name]);
  return callers;
}

const PLACE = /<!-- ([\w-]+) -->\n[\s\S]*?<!-- \/\1 -->/g;
const placesOf = (page: string) => [...read(page).matchAll(PLACE)].map(([, name = '']) => name);

/** The page with every block as the code has it now. */
function rendered(page: string): string {
  return read(page).replace(PLACE, (_, name: string) => {
    const block = blocks[name];
    if (block === undefined)
      throw new Error(`${page}: nothing is called ${name}. Known: ${Object.keys(blocks)}`);
    return `<!-- ${name} -->\n\n${block}\n\n<!-- /${name} -->`;
  });
}

test.each(PAGES.filter(page => placesOf(page).length > 0))('%s shows what the code says', async page => {
  const stale = `${page} is not what the code says now: npm run generate`;
  await expect(rendered(page), stale).toMatchFileSnapshot(`${ROOT}${page}`);
});

test('every block has a place, and only one', () => {
  expect(PAGES.flatMap(placesOf).sort()).toEqual(Object.keys(blocks).sort());
});

test('every command says how it is used and what it does', async () => {
  for (const [usage, does] of await commandRows()) {
    expect(usage).toMatch(/^`snovio-mcp/);
    expect(does).toMatch(/^\p{Lu}.{20,}\.$/u);
  }
});
