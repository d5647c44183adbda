import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { SETTINGS } from '../../src/config/settings.ts';
import { unknownVariables } from '../../src/config/unknown-variables.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { COMPANIES } from '../../src/sandbox/data/companies.ts';
import { ITEM_STATUSES } from '../../src/snovio/shapes/statuses.ts';
import { tools } from '../../tools/index.ts';
import { Credits } from '../../tools/shared/outputs.ts';
import { PAGES, proseOf, ROOT, read } from './pages.ts';
import { sourceFiles } from './sources.ts';

/** Complete by its type: a new code that is missing here does not compile. */
const CODES: Record<ErrorCode, true> = {
  invalid_input: true,
  not_configured: true,
  unauthorized: true,
  plan_forbidden: true,
  not_enough_credits: true,
  credit_ceiling: true,
  in_doubt: true,
  rate_limited: true,
  hourly_quota: true,
  not_found: true,
  refused: true,
  sending_not_allowed: true,
  upstream_unavailable: true,
  upstream_malformed: true,
  cancelled: true,
};

/** The cells of a table of a page, without its head. */
function rowsOf(page: string, head: string): string[][] {
  const [, section = ''] = read(page).split(`\n${head}\n`);
  const [rows = ''] = section.split('\n\n');
  return rows
    .split('\n')
    .slice(1)
    .map(row => row.split('|').map(cell => cell.trim()));
}

describe('what answers say is explained', () => {
  test('every error code, once, with something to do', () => {
    const rows = rowsOf('docs/errors.md', '| code | what happened | what to do |');
    expect(rows.map(([, code]) => code)).toEqual(Object.keys(CODES).map(code => `\`${code}\``));
    for (const [, , happened = '', next = ''] of rows) {
      expect(happened.length).toBeGreaterThan(20);
      expect(next.length).toBeGreaterThan(20);
    }
  });

  test('every status of an item', () => {
    const statuses = rowsOf('docs/answers.md', '| status | meaning | next |').flatMap(
      ([, cell = '']) => cell.match(/\w+/g) ?? [],
    );
    expect(statuses.sort()).toEqual([...ITEM_STATUSES].sort());
  });

  test('every figure of the credits', () => {
    const page = read('docs/answers.md');
    const figures = Object.keys(Credits.shape);
    expect(figures).toContain('spent');
    expect(figures.filter(name => !page.includes(`\n| \`${name}\` | `))).toEqual([]);
  });

  test('every reason that leaves an item undone', () => {
    const page = read('docs/answers.md');
    const reasons = ['deadline', 'rate_limit', 'hourly_quota', 'credit_ceiling'];
    for (const reason of [...reasons, 'format', 'not_enough_credits', 'in_doubt', 'task_lost'])
      expect(page).toMatch(new RegExp(`^\\| \`${reason}\` \\| .{10,}`, 'm'));
  });
});

test('the companies of the sandbox', () => {
  const rows = rowsOf('docs/command-line.md', '| company | people | their mailboxes |');
  const told = COMPANIES.slice(0, 10).map(({ name, domain, staff, mailbox }) => [
    `${name}, \`${domain}\``,
    String(staff),
    mailbox,
  ]);
  expect(rows.map(([, ...cells]) => cells.slice(0, 3))).toEqual(told);
});

test('the figures that the README promises are those of the settings', () => {
  const readme = read('README.md').replace(/\s+/g, ' ');
  const { maxCreditsPerCall, waitSeconds, rateLimit, ledgerDays } = SETTINGS;
  expect(readme).toContain(`may spend ${maxCreditsPerCall.fallback} credits without asking`);
  expect(readme).toContain(`answers within ${waitSeconds.fallback.split(' ')[0]} s`);
  expect(readme).toContain(`allows ${rateLimit.fallback} requests a minute`);
  expect(readme).toContain(`people and links for ${ledgerDays.fallback} days`);
});

describe('what is named exists', () => {
  test('variables', () => {
    const ofTests = sourceFiles('test').flatMap(
      file => read(file).match(/(?<=process\.env\.)SNOVIO_\w+/g) ?? [],
    );
    const named = PAGES.flatMap(page => read(page).match(/\bSNOVIO_[A-Z_]+\b/g) ?? []);
    expect(named.length).toBeGreaterThan(50);
    const unknown = named.filter(name => unknownVariables({ [name]: 'set' }, 'linux').length > 0);
    expect(unknown.filter(name => !ofTests.includes(name))).toEqual([]);
  });

  test('tools', () => {
    const verbs = [...new Set(tools.map(({ name }) => name.split('_')[0]))].join('|');
    // docs/snovio-api.md also names fields of Snov.io's that look the same.
    const pages = PAGES.filter(page => page !== 'docs/snovio-api.md');
    const named = pages.flatMap(page => [
      ...read(page).matchAll(new RegExp(`\`((?:${verbs})_[a-z_]+)\``, 'g')),
    ]);
    const known = [...tools.map(tool => tool.name), 'check_list', 'find_tool', 'use_tool'];
    expect(named.length).toBeGreaterThan(40);
    expect(named.map(([, name = '']) => name).filter(name => !known.includes(name))).toEqual([]);
  });

  test('files and folders', () => {
    const named = PAGES.flatMap(page =>
      [...proseOf(page).matchAll(/`((?:src|tools|test|scripts|docs)\/[\w./-]*)`/g)].map(
        ([, path = '']) => path,
      ),
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(path => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('links to files and headings', () => {
    const links = PAGES.flatMap(page =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(
        ([text, path = '', anchor]) => ({
          text: `${page}: ${text}`,
          target: path === '' ? page : join(dirname(page), path),
          anchor,
        }),
      ),
    );
    expect(links.length).toBeGreaterThan(40);
    const broken = links.filter(({ target, anchor }) => !leads(target, anchor));
    expect(broken.map(({ text }) => text)).toEqual([]);
  });
});

/** Whether there is such a file and, in it, such a heading. */
function leads(target: string, anchor: string | undefined): boolean {
  if (!existsSync(join(ROOT, target))) return false;
  const headings = anchor ? (read(target).match(/^#+ .*$/gm) ?? []) : [];
  return !anchor || headings.some(heading => slugOf(heading.replace(/^#+ /, '')) === anchor);
}

/** A heading's anchor as GitHub makes it. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

describe('nothing is left out', () => {
  const folders = (path: string) =>
    readdirSync(join(ROOT, path), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(({ name }) => `${path}/${name}`);

  test('the README leads to every page, and is short', () => {
    const readme = read('README.md');
    const pages = PAGES.filter(page => page !== 'README.md' && !page.startsWith('.github/'));
    expect(pages.filter(page => !readme.includes(`](${page})`))).toEqual([]);
    expect(readme.split('\n').length - 1).toBeLessThanOrEqual(220);
  });

  test('the architecture names every folder of the code', () => {
    const page = read('docs/architecture.md');
    const all = [...folders('src'), ...folders('src/snovio')];
    expect(all.length).toBeGreaterThan(12);
    expect(all.filter(folder => !page.includes(folder))).toEqual([]);
  });

  test('the page about tests names every folder and loose test', () => {
    const page = read('docs/testing.md');
    const loose = readdirSync(join(ROOT, 'test')).filter(name => name.endsWith('.test.ts'));
    const all = [...folders('test'), ...loose.map(name => `test/${name}`)];
    expect(all.filter(path => !page.includes(`\`${path}\``))).toEqual([]);
  });

  test('every dependency has its reason, and none that is gone', () => {
    const lines = read('CONTRIBUTING.md').match(/^- (`@?[a-z0-9/_-]+`(, )?)+: .{4,}$/gm) ?? [];
    const reasons = lines.flatMap(line => line.replace(/:.*/, '').match(/[@a-z0-9][a-z0-9/_-]+/g) ?? []);
    const all = [
      'package.json',
      'bundle/package.json',
      'scripts/lint/package.json',
      'test/packages/package.json',
      'test/postgres/package.json',
      'test/mutation/package.json',
    ].flatMap(path => {
      const { dependencies, devDependencies } = JSON.parse(read(path)) as Partial<typeof packageJson>;
      return [dependencies, devDependencies].flatMap(group => Object.keys(group ?? {}));
    });
    expect(reasons.sort()).toEqual(all.sort());
  });
});
