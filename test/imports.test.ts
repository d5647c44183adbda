import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  /** From the repository's root, with slashes. */
  path: string;
  text: string;
  /** What it imports of this repository, as paths from the root; type imports and lazy ones too. */
  imports: string[];
}

function sources(folder: string): Source[] {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return files
    .filter(file => file.isFile() && file.name.endsWith('.ts'))
    .map(file => {
      const path = relative(root, join(file.parentPath, file.name)).split(sep).join('/');
      const text = readFileSync(join(root, path), 'utf8');
      const targets = [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+)['"]/g)].map(
        ([, one]) => one ?? '',
      );
      return { path, text, imports: targets.map(one => posix.join(dirname(path), one)) };
    });
}

const src = sources('src');
const tools = sources('tools');
const code = [...src, ...tools];
const inside = (folder: string) => src.filter(file => file.path.startsWith(`${folder}/`));

/** The imports that lead elsewhere than to these files and folders (which end in a slash). */
function strays(files: Source[], allowed: string[]): string[] {
  return files.flatMap(file =>
    file.imports
      .filter(target => !allowed.some(one => (one.endsWith('/') ? target.startsWith(one) : target === one)))
      .map(target => `${file.path} imports ${target}`),
  );
}

/** The lines of code, comments aside, that match. */
function lines(files: Source[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .split('\n')
      .filter(line => pattern.test(line.replace(/(^|\s)\/\/.*$/, '')))
      .map(line => `${path}: ${line.trim()}`),
  );
}

test('the check sees the code', () => {
  expect(src.length).toBeGreaterThan(80);
  expect(tools.length).toBeGreaterThan(15);
  expect(code.flatMap(file => file.imports).length).toBeGreaterThan(200);
  expect(strays(tools, ['tools/'])).toContain('tools/account/get-balance.ts imports src/tool.ts');
});

describe('imports point one way', () => {
  test('every import leads to a file that exists, by its full name', () => {
    const known = new Set(code.map(file => file.path));
    const dead = code.flatMap(file => file.imports.filter(one => one.endsWith('.ts') && !known.has(one)));
    expect(dead).toEqual([]);
  });

  test('only the two entries, program and library, know the tools', () => {
    expect(
      src.filter(file => file.imports.some(one => one.startsWith('tools/'))).map(file => file.path),
    ).toEqual(['src/index.ts', 'src/main.ts']);
  });

  test('tools know the type of a tool, errors and the API client', () => {
    expect(
      strays(tools, ['tools/', 'src/tool.ts', 'src/mcp/tool-listing.ts', 'src/errors.ts', 'src/snovio/']),
    ).toEqual([]);
  });

  test('the type of a tool knows the API client alone', () => {
    expect(
      strays(
        src.filter(file => file.path === 'src/tool.ts'),
        ['src/snovio/'],
      ),
    ).toEqual([]);
  });

  test('the API client knows spending and errors, and no MCP', () => {
    expect(strays(inside('src/snovio'), ['src/snovio/', 'src/spending/', 'src/errors.ts'])).toEqual([]);
    expect(lines(inside('src/snovio'), /@modelcontextprotocol/)).toEqual([]);
  });

  test('spending knows errors', () => {
    expect(strays(inside('src/spending'), ['src/spending/', 'src/errors.ts'])).toEqual([]);
  });

  test('the sandbox knows nothing, so that both sides cannot err together', () => {
    expect(strays(inside('src/sandbox'), ['src/sandbox/'])).toEqual([]);
  });

  test('nothing but its entry is used of the sandbox, and only when it is wanted', () => {
    const users = src.filter(file => !file.path.startsWith('src/sandbox/'));
    const used = users.flatMap(file => file.imports.filter(one => one.startsWith('src/sandbox/')));
    expect([...new Set(used)]).toEqual(['src/sandbox/index.ts']);
    expect(lines(users, /^import (?!type).*sandbox\/index\.ts'/)).toEqual([]);
  });

  test('errors know nobody', () => {
    expect(
      strays(
        src.filter(file => file.path === 'src/errors.ts'),
        [],
      ),
    ).toEqual([]);
  });

  test('no library code reaches for a test', () => {
    expect(code.filter(file => file.imports.some(one => one.startsWith('test/')))).toEqual([]);
  });
});

describe('the process is touched in few places', () => {
  test('stdout belongs to the protocol: only commands write to it', () => {
    const others = code.filter(({ path }) => path !== 'src/cli.ts' && !path.startsWith('src/commands/'));
    expect(
      lines(others, /\bconsole\b\s*\.|process\.stdout\.(write\((?!'',)|end)|\bstdout\b.*from 'node:process'/),
    ).toEqual([]);
  });

  test('one module reads the environment', () => {
    const others = code.filter(({ path }) => path !== 'src/config/platform.ts');
    expect(lines(others, /process\.env|\benv\b.*from 'node:process'/)).toEqual([]);
  });

  test('only its entry and the version check end it', () => {
    const enders = lines(code, /process\.exit\b/).map(line => line.split(':')[0]);
    expect([...new Set(enders)].sort()).toEqual(['src/config/node-version.ts', 'src/main.ts']);
  });
});

describe('files stay short', () => {
  const long = (files: Source[], most: number) =>
    files
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(file => file.lines > most);

  test('at most 300 lines of product', () => expect(long(code, 300)).toEqual([]));
  test('at most 400 lines of test', () => expect(long(sources('test'), 400)).toEqual([]));

  test('no type is left open or silenced', () => {
    expect(lines([...code, ...sources('test')], /@ts-(ignore|nocheck|expect-error)/)).toEqual([]);
    expect(lines(code, /:\s*any\b|\bas any\b|<any>/)).toEqual([]);
  });
});
