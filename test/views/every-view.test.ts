import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { viewPage } from '../../scripts/views.ts';
import { SCENES } from '../../src/commands/preview/scenes.ts';
import { mayAsk, VIEWS } from '../../src/mcp/apps/views.ts';
import { listingOf } from '../../src/mcp/tool-listing.ts';
import { tools } from '../../tools/index.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const MOST_BYTES = 40_000;

/** The one address in a page: it names the language of drawings, and nobody loads it. */
const SVG = 'http://www.w3.org/2000/svg';

/** The scripts of a page: the one in it, and the one that travels deflated in that one. */
function scriptsIn(page: string): string[] {
  const script = /<script type="module">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  const deflated = /atob\("([^"]+)"\)/.exec(script)?.[1];
  return deflated ? [script, inflateRawSync(Buffer.from(deflated, 'base64')).toString()] : [script];
}

/** The styles of a page: in it, or as a text in its deflated script. */
function stylesIn(page: string): string {
  const plain = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1];
  if (plain !== undefined) return plain;
  const text = /createElement\("style"\),\{textContent:("(?:[^"\\]|\\.)*")/.exec(
    scriptsIn(page)[1] ?? '',
  )?.[1];
  return JSON.parse(text ?? '""');
}

describe.each(VIEWS.map(view => [view.name, view] as const))('the page of %s', (name, view) => {
  const own = view.tools === 'asking' ? [] : view.tools;
  let page: string;
  beforeAll(async () => {
    page = await viewPage(name);
  });

  const parts = () => ({
    policy: /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '',
    scripts: scriptsIn(page),
    styles: stylesIn(page),
  });
  /** All that is in the page, deflated or not. */
  const whole = () => page + scriptsIn(page).join('\n');

  test(`has at most ${MOST_BYTES} bytes`, () => {
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
  });

  test('names no origin, and loads nothing', () => {
    expect(whole().replaceAll(SVG, '')).not.toMatch(/(?:https?|wss?|data|blob):\/\/\w|["'`]\/\/\w/i);
    expect(whole()).not.toMatch(/\b(?:src|href|srcset|action)=|@import|url\(|\bimport\(/i);
    expect(whole()).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|eval)\b\(/);
  });

  test('lets in its own script and styles, and denies all else', () => {
    const { policy, scripts, styles } = parts();
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${scripts.map(hash).join(' ')}`,
      `style-src ${hash(styles)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(styles).toContain(':root{');
    expect(page.match(/<script\b/g)).toHaveLength(1);
    expect(page).not.toMatch(/<[^>]*\s(?:on\w+|style)=/);
  });

  test('belongs to tools that exist, has a scene, pictures, and a line in the docs', () => {
    const known = tools.map(tool => tool.name as string);
    expect(own.filter(tool => !known.includes(tool))).toEqual([]);
    expect(Object.keys(SCENES)).toContain(name);
    const pictures = ['light', 'dark'].flatMap(theme =>
      [320, 640, 1200].map(width => `docs/images/cards/${name}-${theme}-${width}.png`),
    );
    expect(pictures.filter(path => !existsSync(resolve(ROOT, path)))).toEqual([]);
    const docs = readFileSync(resolve(ROOT, 'docs/cards.md'), 'utf8');
    const row = docs.split('\n').find(line => line.startsWith(`| \`ui://snovio/${name}\``)) ?? '';
    expect(row).not.toBe('');
    for (const tool of own) expect(row).toContain(`\`${tool}\``);
    expect(docs).toContain(`images/cards/${name}-light-640.png`);
  });
});

test('every card whose tools may ask shows the question', async () => {
  const asking = new Set<string>(tools.filter(tool => mayAsk(listingOf(tool))).map(({ name }) => name));
  for (const { name, tools: own } of VIEWS) {
    if (own !== 'asking' && !own.some(tool => asking.has(tool))) continue;
    expect(scriptsIn(await viewPage(name)).some(script => script.includes('answer_card')) || name).toBe(true);
  }
});

type Texts = Readonly<Record<string, unknown>>;

/** What the texts of a card are made of: what has to be the same in all languages. */
function shapeOf(texts: unknown): unknown {
  if (typeof texts === 'function') return `a function of ${texts.length}`;
  if (typeof texts !== 'object' || texts === null)
    return typeof texts === 'string' && texts !== '' ? 'text' : texts;
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, shapeOf(value)]));
}

/** The texts of a file that has those of several languages, or of the file of one language and its sibling. */
async function languagesIn(path: string): Promise<[english: Texts, german: Texts][]> {
  const load = (file: string): Promise<Texts> => import(resolve(ROOT, file));
  if (path.endsWith('english.ts')) {
    const [english, german] = await Promise.all([load(path), load(path.replace('english', 'german'))]);
    return [[english.ENGLISH as Texts, german.GERMAN as Texts]];
  }
  return Object.values(await load(path))
    .filter((value): value is { en: Texts; de: Texts } => Object.hasOwn(Object(value), 'en'))
    .map(({ en, de }) => [en, de]);
}

const files = globSync('src/views/**/{texts,*-texts,english}.ts', { cwd: ROOT }).sort();

test('every card has texts', () => {
  for (const { name } of VIEWS)
    expect(files.some(path => path.startsWith(`src/views/${name}/`)) || name).toBe(true);
});

test.each(files)('%s says everything in English and German', async path => {
  for (const [english, german] of await languagesIn(path)) {
    expect(Object.keys(english).length).toBeGreaterThan(0);
    expect(shapeOf(german)).toEqual(shapeOf(english));
  }
});
