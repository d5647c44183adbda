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
    .filter(file => file.isFile() && file.name.endsWith('.ts') && !file.parentPath.includes('node_modules'))
    .map(file => {
      const path = relative(root, join(file.parentPath, file.name)).split(sep).join('/');
      const text = readFileSync(join(root, path), 'utf8');
      const specifiers = text.matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+)['"]/g);
      const imports = [...specifiers].map(([, specifier = '']) => posix.join(dirname(path), specifier));
      return { path, text, imports };
    });
}

const src = sources('src');
const tools = sources('tools');
const code = [...src, ...tools];
const inside = (folder: string) => src.filter(file => file.path.startsWith(`${folder}/`));

/** Whether a file is one of these files, or inside one of these folders (which end in a slash). */
const isAmong = (path: string, places: readonly string[]) =>
  places.some(place => (place.endsWith('/') ? path.startsWith(place) : path === place));

/** The imports that lead elsewhere than to these places. */
function strays(files: Source[], allowed: readonly string[]): string[] {
  return files.flatMap(file =>
    file.imports.filter(target => !isAmong(target, allowed)).map(target => `${file.path} imports ${target}`),
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

/** The files that import each other in circles: what is left when files at either end of a chain are taken away. */
function inCircles(files: readonly Pick<Source, 'path' | 'imports'>[]): string[] {
  const left = new Map(files.map(file => [file.path, file.imports]));
  const importsNothing = (path: string) => !left.get(path)?.some(target => left.has(target));
  const isImported = (path: string) => [...left.values()].some(imports => imports.includes(path));
  for (;;) {
    const ends = [...left.keys()].filter(path => importsNothing(path) || !isImported(path));
    if (ends.length === 0) return [...left.keys()].sort();
    for (const path of ends) left.delete(path);
  }
}

test('the check sees the code', () => {
  expect(src.length).toBeGreaterThan(80);
  expect(tools.length).toBeGreaterThan(15);
  expect(code.flatMap(file => file.imports).length).toBeGreaterThan(200);
  expect(strays(tools, ['tools/'])).toContain('tools/account/get-balance.ts imports src/tool.ts');
});

/** What the files of each place may import besides their own place, from the top down. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/main.ts': ['src/cli.ts', 'src/config/', 'tools/index.ts', 'tools/listing.ts'],
  'src/cli.ts': ['src/commands/', 'src/config/', 'src/text/', 'src/errors.ts', 'src/log.ts'],
  'src/index.ts': [
    ...['tools/index.ts', 'src/client/', 'src/app/', 'src/audit/', 'src/config/', 'src/mcp/'],
    ...['src/snovio/', 'src/spending/', 'src/errors.ts', 'src/log.ts'],
  ],
  'src/client/': [
    ...['src/app/', 'src/config/', 'src/mcp/', 'src/snovio/', 'src/spending/', 'src/text/'],
    ...['src/errors.ts', 'src/tool.ts'],
  ],
  'src/commands/': [
    ...['src/app/', 'src/audit/', 'src/config/', 'src/http/', 'src/mcp/', 'src/snovio/', 'src/spending/'],
    ...['src/tracing/', 'src/sandbox/index.ts', 'src/text/', 'src/errors.ts', 'src/log.ts', 'src/tool.ts'],
  ],
  'src/tracing/': [...['src/app/', 'src/config/', 'src/mcp/', 'src/snovio/', 'src/log.ts', 'src/tool.ts']],
  'src/http/': [
    // Of the store it knows whom payments count among, and the table of its sign-in.
    ...[
      'src/tracing/',
      'src/mcp/',
      'src/app/',
      'src/audit/',
      'src/config/',
      'src/snovio/',
      'src/spending/holders.ts',
      'src/spending/sign-in-table.ts',
      'src/text/',
    ],
    ...['src/errors.ts', 'src/log.ts', 'src/tool.ts'],
  ],
  'src/app/': [
    ...['src/config/', 'src/snovio/', 'src/spending/', 'src/sandbox/index.ts'],
    ...['src/errors.ts', 'src/tool.ts'],
  ],
  'src/mcp/': [
    // Of the store it knows the long calls, which tasks are kept as, and whom payments count among.
    ...['src/audit/', 'src/config/', 'src/snovio/', 'src/spending/long-calls.ts', 'src/text/'],
    'src/spending/holders.ts',
    ...['src/errors.ts', 'src/log.ts', 'src/tool.ts'],
  ],
  'tools/': ['src/tool.ts', 'src/mcp/tool-listing.ts', 'src/errors.ts', 'src/snovio/', 'src/text/'],
  // Names of plans and toolsets, the policy that tools see, what counts as this machine, and what a proxy and a database's address are.
  'src/config/': [
    ...[
      'src/snovio/tasks/quotas.ts',
      'src/snovio/transport/times.ts',
      'src/snovio/transport/proxy-settings.ts',
      'src/spending/postgres/address.ts',
    ],
    ...['src/text/', 'src/tool.ts', 'package.json'],
  ],
  'src/tool.ts': ['src/snovio/'],
  'src/snovio/': ['src/config/version.ts', 'src/spending/', 'src/text/', 'src/errors.ts'],
  'src/spending/': ['src/errors.ts', 'src/text/counted.ts'],
  'src/views/': ['src/views/', 'src/text/line.ts', 'src/text/csv.ts'],
  // Nothing, so that both sides of a test cannot err together.
  'src/sandbox/': [],
  'src/audit/': ['src/config/', 'src/log.ts'],
  'src/log.ts': ['src/text/'],
  'src/errors.ts': ['src/text/'],
  'src/text/': [],
};

describe('imports point one way', () => {
  test('every import leads to a file that exists, by its full name', () => {
    const known = new Set(code.map(file => file.path));
    const dead = code.flatMap(file => file.imports.filter(path => path.endsWith('.ts') && !known.has(path)));
    expect(dead).toEqual([]);
  });

  test.each(Object.entries(MAY_IMPORT))('%s imports only what it may', (place, allowed) => {
    const files = code.filter(file => isAmong(file.path, [place]));
    expect(files).not.toEqual([]);
    expect(strays(files, [place, ...allowed])).toEqual([]);
  });

  test('every file has its place', () => {
    const places = Object.keys(MAY_IMPORT);
    expect(code.map(file => file.path).filter(path => !isAmong(path, places))).toEqual([]);
  });

  test('no files import each other in a circle, not even types', () => {
    expect(inCircles(code)).toEqual([]);
  });

  test('a circle would be found, however long', () => {
    const chain = [
      { path: 'a', imports: ['b'] },
      { path: 'b', imports: ['c', 'd'] },
      { path: 'c', imports: ['d', 'elsewhere'] },
      { path: 'd', imports: [] },
    ];
    expect(inCircles(chain)).toEqual([]);
    expect(inCircles([...chain, { path: 'e', imports: ['e', 'a'] }])).toEqual(['e']);
    expect(inCircles([...chain.slice(0, 3), { path: 'd', imports: ['b'] }])).toEqual(['b', 'c', 'd']);
  });

  test('only the two entries, program and library, know the tools', () => {
    expect(
      src.filter(file => file.imports.some(path => path.startsWith('tools/'))).map(file => file.path),
    ).toEqual(['src/index.ts', 'src/main.ts']);
  });

  test('of MCP, only what composes a server knows the configuration', () => {
    const users = inside('src/mcp').filter(file => file.imports.some(path => path.startsWith('src/config/')));
    expect(users.map(file => file.path).sort()).toEqual([
      'src/mcp/compose-server.ts',
      'src/mcp/select-tools.ts',
    ]);
  });

  test('the API client knows no MCP', () => {
    expect(lines(inside('src/snovio'), /@modelcontextprotocol/)).toEqual([]);
  });

  test('nothing but its entry is used of the sandbox, and only when it is wanted', () => {
    const users = src.filter(file => !file.path.startsWith('src/sandbox/'));
    const used = users.flatMap(file => file.imports.filter(path => path.startsWith('src/sandbox/')));
    expect([...new Set(used)]).toEqual(['src/sandbox/index.ts']);
    expect(lines(users, /^import (?!type).*sandbox\/index\.ts'/)).toEqual([]);
  });

  test('no library code reaches for a test', () => {
    expect(code.filter(file => file.imports.some(path => path.startsWith('test/')))).toEqual([]);
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

test('the folder of the source holds few loose files', () => {
  const loose = src.filter(file => dirname(file.path) === 'src');
  expect(loose.length).toBeLessThanOrEqual(9);
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

test('what is used of undici is what the build has of it', () => {
  const used = src.flatMap(({ text }) =>
    [...text.matchAll(/const \{([^}]+)\} = await import\('undici'\)/g)].flatMap(([, names = '']) =>
      names.split(','),
    ),
  );
  const exported = [
    ...readFileSync(join(root, 'scripts/undici.mjs'), 'utf8').matchAll(
      /export (?:function (\w+)|\{([^}]+)\})/g,
    ),
  ].flatMap(([, name, names = '']) => name ?? names.split(','));
  const sorted = (names: string[]) => [...new Set(names.map(name => name.trim()))].sort();
  expect(sorted(used)).toEqual(sorted(exported));
});
