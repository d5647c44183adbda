import { expect, test } from 'vitest';
import { AccessFileError } from '../../src/config/access/access-file.ts';
import { readAccessFile } from '../../src/config/access/read-access-file.ts';
import { runCommand } from '../commands/in-process.ts';
import { fenced } from '../docs/pages.ts';
import { accessFile, sha256, tokenOf } from '../http/access/kit.ts';

const TOKEN = tokenOf('secret');
const HASH = sha256(TOKEN);

function read(content: unknown, { signIn = true, unlimited = [] as string[], env = {} } = {}) {
  using file = accessFile(content);
  return readAccessFile(file.path, { signIn, unlimited }, env);
}

function problemsOf(...args: Parameters<typeof read>): readonly string[] {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof AccessFileError) return error.problems;
    throw error;
  }
  return [];
}

test('what an entry leaves out is as the server is set up', () => {
  const { tokens, people, teams, others } = read({
    tokens: [{ token: TOKEN }],
    people: [{ email: 'Mara@Acme.Example', toolsets: ['default', 'crm', 'find'] }],
    teams: [{ team: 'sales' }],
    others: { creditsPerDay: 0 },
  });
  const plain = { readOnly: false, sending: 'ask', account: undefined };
  expect(tokens).toEqual([{ ...plain, sha256: HASH }]);
  expect(people).toMatchObject([{ email: 'mara@acme.example' }]);
  expect(people[0]?.toolsets).toContain('crm');
  expect(people[0]?.toolsets?.filter(name => name === 'find')).toHaveLength(1);
  expect(teams).toEqual([{ ...plain, team: 'sales', claim: 'groups', value: 'sales' }]);
  expect(others).toEqual({ ...plain, creditsPerDay: 0 });
});

test('an account is known by the variables that hold its credentials', () => {
  const env = { SNOVIO_CLIENT_ID_SALES: ' id ', SNOVIO_CLIENT_SECRET_SALES: 'secret' };
  expect(read({ tokens: [{ sha256: HASH, account: 'sales' }] }, { env }).tokens[0]?.account).toEqual({
    name: 'SALES',
    id: 'id',
    secret: 'secret',
  });
});

test.each([
  ['no JSON', '{"tokens": [\n oops', 'It is no JSON: look at line 2.'],
  ['an empty file', '', 'It is no JSON'],
  ['a list', [], 'The file is no object'],
  ['nobody', {}, 'The file names nobody.'],
  ['an unknown list', { tokenz: [] }, 'The file has no "tokenz". Did you mean tokens?'],
  [
    'a misspelt limit',
    { tokens: [{ sha256: HASH, creditPerDay: 5 }] },
    'tokens[0]: has no "creditPerDay". Did you mean creditsPerDay?',
  ],
  [
    'a limit in quotes',
    { tokens: [{ sha256: HASH, creditsPerDay: '5' }] },
    'tokens[0].creditsPerDay: is no number',
  ],
  [
    'half a credit',
    { tokens: [{ sha256: HASH, creditsPerDay: 0.5 }] },
    'tokens[0].creditsPerDay: is no whole number',
  ],
  ['a limit below 0', { others: { creditsPerMonth: -1 } }, 'others.creditsPerMonth: is below 0'],
  ['no token', { tokens: [{ principal: 'import' }] }, 'tokens[0]: needs either sha256 or token'],
  ['both', { tokens: [{ token: TOKEN, sha256: HASH }] }, 'tokens[0]: needs either sha256 or token'],
  [
    'a short token',
    { tokens: [{ token: 'secret' }] },
    'tokens[0].token: is a token of fewer than 24 characters',
  ],
  ['a token as hash', { tokens: [{ sha256: TOKEN }] }, 'tokens[0].sha256: is not the SHA-256 of a token'],
  [
    'a principal that breaks lines',
    { tokens: [{ sha256: HASH, principal: 'a\nb' }] },
    'tokens[0].principal: is not made of',
  ],
  ['an unknown toolset', { others: { toolsets: ['finds'] } }, 'others.toolsets[0]: is no toolset'],
  ['no toolset', { others: { toolsets: [] } }, 'others.toolsets: names no toolset'],
  ['yes in the place of true', { others: { readOnly: 'yes' } }, 'others.readOnly: is neither true nor false'],
  ['"off" for mail', { others: { sending: 'off' } }, 'others.sending: is neither "ask" nor "never"'],
  ['a person by nothing', { people: [{}] }, 'people[0]: needs either subject or email'],
  ['a team without a name', { teams: [{ claim: 'groups' }] }, 'teams[0].team: is no text'],
  [
    'a token twice',
    { tokens: [{ token: TOKEN }, { sha256: HASH }] },
    'tokens[1]: has the token of tokens[0]',
  ],
  [
    'a person twice',
    { people: [{ email: 'a@b.example' }, { email: 'A@b.example' }] },
    'people[1]: has the email of people[0]',
  ],
  ['a team twice', { teams: [{ team: 'a' }, { team: 'a' }] }, 'teams[1]: has the name of teams[0]'],
  [
    'one name for both',
    { tokens: [{ sha256: HASH, principal: 'a' }], people: [{ subject: 's', principal: 'a' }] },
    'people[0].principal: is the principal of a token',
  ],
  [
    'an account without credentials',
    { others: { account: 'sales' } },
    'The account SALES needs SNOVIO_CLIENT_ID_SALES and SNOVIO_CLIENT_SECRET_SALES',
  ],
])('%s is a problem', (_, content, problem) => {
  const problems = problemsOf(content);
  expect(problems.join('\n')).toContain(problem);
  expect(problems.join('\n')).not.toContain(TOKEN);
});

test('a token without limits elsewhere, and people where nobody signs in', () => {
  expect(problemsOf({ tokens: [{ token: TOKEN }] }, { unlimited: [HASH] })).toEqual([
    'tokens[0]: stands in SNOVIO_HTTP_TOKENS too, where it has no limits',
  ]);
  using file = accessFile({ tokens: [{ token: TOKEN }] });
  const reading = () => readAccessFile(file.path, { unlimited: [], metrics: HASH, signIn: false }, {});
  expect(reading).toThrow(AccessFileError);
  expect(problemsOf({ people: [{ subject: 's' }] }, { signIn: false })).toEqual([
    'people, teams and others need a sign-in: set SNOVIO_HTTP_OAUTH_ISSUER or SNOVIO_HTTP_SIGN_IN_FILE',
  ]);
});

test('the server does not start, and names every problem at once', async () => {
  using file = accessFile({
    tokens: [
      { sha256: TOKEN, creditsPerDay: '1' },
      { token: TOKEN, toolset: [] },
    ],
  });
  const { code, stderr } = await runCommand(['http', '--sandbox', '--port', '0'], {
    env: { SNOVIO_HTTP_ACCESS_FILE: file.path },
  });
  expect(code).toBe(2);
  for (const place of ['tokens[0].sha256:', 'tokens[0].creditsPerDay:', 'tokens[1]: has no "toolset"'])
    expect(stderr).toContain(place);
  expect(stderr).not.toContain(TOKEN);
});

test('a file that is not there is named', async () => {
  const { code, stderr } = await runCommand(['http', '--sandbox', '--port', '0'], {
    env: { SNOVIO_HTTP_ACCESS_FILE: '/nowhere/access.json' },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('/nowhere/access.json cannot be used');
  expect(stderr).toContain('ENOENT');
});

test('the example of the documentation is one', () => {
  const example = fenced('docs/access.md', 'json')[0]?.text ?? '';
  const env = { SNOVIO_CLIENT_ID_SALES: 'id', SNOVIO_CLIENT_SECRET_SALES: 'secret' };
  const { tokens, people, teams, others } = read(example, { env });
  expect([tokens.length, people.length, teams.length]).toEqual([1, 2, 1]);
  expect(others).toMatchObject({ creditsPerDay: 20 });
});

test('a file of twenty thousand tokens is read, and its last mistake found', () => {
  const tokens = Array.from({ length: 20_000 }, (_, i) => ({
    sha256: sha256(`token ${i}`),
    principal: `p${i % 5000}`,
  }));
  expect(read({ tokens }).tokens).toHaveLength(20_000);
  expect(problemsOf({ tokens: [...tokens, tokens[7]] })).toEqual([
    'tokens[20000]: has the token of tokens[7]',
  ]);
});
