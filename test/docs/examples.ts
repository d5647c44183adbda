import { startHarness } from '../harness.ts';
import { read } from './pages.ts';
import { sourceFiles, topLevel } from './sources.ts';

function ts(path: string, code: string): string {
  return `\`${path}\`:\n\n\`\`\`ts\n${code.trimEnd()}\n\`\`\``;
}

const TOOL = 'tools/find/count-domain-emails.ts';
const INDEX = 'tools/find/index.ts';
const TEST = 'test/docs/example.test.ts';

/** The lines of the toolset's index that name the example, and the list around them. */
function indexLines(): string {
  const lines = read(INDEX).split('\n');
  const imported = lines.filter(line => line.includes('count-domain-emails'));
  const list = topLevel(INDEX).find(statement => statement.includes('const findTools'));
  if (imported.length !== 1 || !list) throw new Error(`${INDEX} is not what CONTRIBUTING.md shows.`);
  return `${imported[0]}\n\n${list}`;
}

const ROUTE = "'/v1/get-domain-emails-count'";

/** The example's line in its family of routes, its handler, and what both import. */
function route(): string {
  const [path = '', ...others] = sourceFiles('src/sandbox/routes').filter(file => read(file).includes(ROUTE));
  const statements = topLevel(path);
  const family = statements.find(statement => statement.includes(ROUTE))?.split('\n') ?? [];
  const head = family.find(line => line.startsWith('export const'));
  const entry = family.find(line => line.includes(ROUTE)) ?? '';
  const [, name = ''] = /handler: (\w+)/.exec(entry) ?? [];
  const handler = statements.find(statement => statement.includes(`function ${name}(`));
  if (others.length > 0 || !head || !handler)
    throw new Error(
      `CONTRIBUTING.md shows the route of count_domain_emails: ${path} is written in another way.`,
    );
  const code = `${head}\n  // … the other methods of this family\n${entry}\n];\n\n${handler}`;
  return ts(path, `${importsOf(read(path), code)}\n\n${code}`);
}

/** The imports of a file that a part of its code uses, and of each only the names that it uses. */
function importsOf(file: string, code: string): string {
  const lines = [...file.matchAll(/^(import (?:type )?)\{ (.*) \}( from .*)$/gm)].map(
    ([, start, names = '', end]) => {
      const used = names
        .split(', ')
        .filter(name => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(code));
      return used.length > 0 ? `${start}{ ${used.join(', ')} }${end}` : '';
    },
  );
  return lines.filter(Boolean).join('\n');
}

/** What `find_emails` answers where the second is not found, which is free, and the limit stops the last. */
async function answer(): Promise<string> {
  await using h = await startHarness();
  const people = [
    { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
    { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
    { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
    { firstName: 'Oda', lastName: 'Lindqvist', domain: 'globex.example' },
  ];
  const { structured } = await h.call('find_emails', { people, maxCredits: 2 });
  const timeless = (key: string, value: unknown) => (key === 'checkedAt' ? '2026-11-22T06:48:24Z' : value);
  return `\`\`\`json\n${JSON.stringify(structured, timeless, 2)}\n\`\`\``;
}

/** The examples that are taken from real files and real answers, by the name of their place in a page. */
export async function examples(): Promise<Record<string, string>> {
  return {
    'tool-example': ts(TOOL, read(TOOL)),
    'index-example': ts(INDEX, indexLines()),
    'route-example': route(),
    'test-example': ts(TEST, read(TEST)),
    answer: await answer(),
  };
}
