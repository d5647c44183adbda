import { startHarness } from '../harness.ts';
import { read } from './pages.ts';
import { topLevel } from './sources.ts';

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
  const list = topLevel(INDEX).find(statement => statement.includes('findTools'));
  if (imported.length !== 1 || !list) throw new Error(`${INDEX} is not what CONTRIBUTING.md shows.`);
  return `${imported[0]}\n\n${list}`;
}

/** The statement of the sandbox that answers the example's method, wherever it stands. */
function route(): string {
  const found = topLevel('src/sandbox/routes').filter(statement =>
    statement.includes("'/v1/get-domain-emails-count'"),
  );
  if (found.length !== 1) throw new Error('CONTRIBUTING.md shows the route of count_domain_emails: where?');
  return found[0] ?? '';
}

/** What `find_emails` answers where the first is found, the second is not, and the limit stops the third. */
async function answer(): Promise<string> {
  await using h = await startHarness();
  const people = [
    { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' },
    { firstName: 'Nobody', lastName: 'Here', domain: 'acme.example' },
    { firstName: 'Petra', lastName: 'Winslow', domain: 'globex.example' },
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
    'route-example': `\`\`\`ts\n${route()}\n\`\`\``,
    'test-example': ts(TEST, read(TEST)),
    answer: await answer(),
  };
}
