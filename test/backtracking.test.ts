import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check } from 'recheck';
import { parseSync, Visitor } from 'rolldown/utils';
import { expect, test } from 'vitest';

// What parses a text from outside takes time in proportion to its length: a regular expression that backtracks would let
// one hostile text stop the server for everybody.

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where a pattern may be made at run time, and of what. */
const MADE_OF_OUR_OWN: Readonly<Record<string, string>> = {
  'src/sandbox/http/route.ts': 'the paths that the sandbox knows',
  'src/sandbox/state/faults.ts': 'a pattern that a test gave',
  'src/text/line.ts': 'the scripts whose letters join, each looked at with at most four characters before it',
  'src/text/roles.ts': 'forms of at most 2,048 characters',
};

interface Found {
  readonly path: string;
  readonly source: string;
  readonly flags: string;
}

function sources(): string[] {
  return ['src', 'tools'].flatMap(folder =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`),
  );
}

function read(path: string): { patterns: Found[]; made: number } {
  const patterns: Found[] = [];
  let made = 0;
  const visit = ({ callee }: { callee: object }) => {
    if ('name' in callee && callee.name === 'RegExp') made += 1;
  };
  const visitor = new Visitor({
    Literal(node) {
      if ('regex' in node) patterns.push({ path, source: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: visit,
    CallExpression: visit,
  });
  visitor.visit(parseSync(path, readFileSync(root + path, 'utf8')).program);
  return { patterns, made };
}

const files = sources().map(path => ({ path, ...read(path) }));
const patterns = files.flatMap(file => file.patterns);

test('the patterns are found', () => {
  expect(patterns.length).toBeGreaterThan(80);
});

test('patterns are written down, not made at run time', () => {
  const making = files.filter(({ made }) => made > 0).map(({ path }) => path);
  expect(making.sort()).toEqual(Object.keys(MADE_OF_OUR_OWN).sort());
});

test.each(patterns.map(({ path, source, flags }) => [path, source, flags] as const))(
  '%s /%s/%s takes linear time',
  async (_, source, flags) => {
    const result = await check(source, flags, { timeout: 100_000 });
    expect(result.status, 'attack' in result ? result.attack?.pattern : undefined).toBe('safe');
  },
);
