import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessFile, type TestAccessFile } from '../access/kit.ts';
import { type SignedInServer, startSignedIn } from './kit.ts';

const FILE = {
  people: [
    { subject: 'mara', principal: 'mara', creditsPerDay: 4 },
    { email: 'ivo@acme.example', creditsPerMonth: 2 },
    { subject: 'reader', toolsets: ['find', 'verify'], readOnly: true },
  ],
  teams: [
    { team: 'sales', creditsPerDay: 6, toolsets: ['verify', 'account'] },
    { team: 'interns', claim: 'roles', value: 'intern', creditsPerDay: 0, sending: 'never' },
  ],
};
const SCOPES = 'read spend write send';

let file: TestAccessFile;
let server: SignedInServer;
beforeAll(async () => {
  file = accessFile(FILE);
  server = await startSignedIn({ env: { SNOVIO_HTTP_ACCESS_FILE: file.path } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  file[Symbol.dispose]();
});

let next = 0;
/** Verifies addresses that nobody has asked about. */
async function verify(claims: Record<string, unknown>, count: number, args: object = {}) {
  const first = next;
  next += count;
  const emails = Array.from({ length: count }, (_, i) => `person${first + i}@acme.example`);
  return server.callWith(await server.token(SCOPES, { claims }), 'verify_emails', { emails, ...args });
}
const statusOf = async (claims: Record<string, unknown>) =>
  (await server.ask(await server.token(SCOPES, { claims }), 'tools/list')).status;

test('the wall of a person stops them in whichever client, and is named', async () => {
  expect((await verify({ sub: 'mara', azp: 'claude' }, 4)).structured).toMatchObject({
    credits: { spent: 4 },
  });
  const { code, text } = await verify({ sub: 'mara', azp: 'cursor' }, 1);
  expect(code).toBe('credit_ceiling');
  expect(text).toContain(
    'The limit of the principal mara leaves 0 of 4 credits in any 24 hours, and more from',
  );
  expect(server.audit.find(({ event }) => event === 'spend')).toMatchObject({ who: 'principal mara' });
});

test('members of a team share its credits, and the stricter wall holds', async () => {
  const member = (sub: string) => ({ sub, groups: ['everybody', 'sales'] });
  expect((await verify(member('anna'), 4)).structured).toMatchObject({ credits: { spent: 4 } });
  const bob = await verify(member('bob'), 3);
  expect(bob.text).toContain(
    'The limit of the team sales leaves 2 of 6 credits in any 24 hours, and more from',
  );
  expect((await verify(member('bob'), 2)).structured).toMatchObject({ credits: { spent: 2 } });
  expect((await verify({ sub: 'mara', groups: ['sales'] }, 1)).code).toBe('credit_ceiling');
});

test('a wall of a month is told as one, without who it is', async () => {
  const claims = { sub: 'f00', email: 'Ivo@Acme.example', email_verified: true };
  await verify(claims, 2);
  const { text } = await verify(claims, 1);
  expect(text).toContain('The limit of this sign-in leaves 0 of 2 credits in any 30 days');
});

test('no credits are none, and mail is never sent', async () => {
  const claims = { sub: 'tim', roles: 'intern' };
  const { code, text } = await verify(claims, 1);
  expect(code).toBe('credit_ceiling');
  expect(text).toContain(
    'The limit of the team interns is 0 credits in any 24 hours. Only whoever runs this server',
  );
  const args = {
    email: 'mara.lindqvist@acme.example',
    campaignId: '237951',
    status: 'active',
    allowSending: true,
  };
  const token = await server.token(SCOPES, { claims });
  expect((await server.callWith(token, 'change_recipient_status', args)).code).toBe('sending_not_allowed');
});

test('toolsets are those that all rules name, within the scopes', async () => {
  const names = async (claims: object, scope = SCOPES) =>
    server.toolsOf(await server.token(scope, { claims: { ...claims } }));
  expect(await names({ sub: 'reader', groups: ['sales'] })).not.toContain('find_emails');
  expect(await names({ sub: 'reader', groups: ['sales'] })).toContain('verify_emails');
  expect(await names({ sub: 'reader' })).toContain('find_emails');
  expect(await names({ sub: 'reader' }, 'read')).not.toContain('find_emails');
  expect(await names({ sub: 'mara' })).toContain('add_prospect_to_list');
});

describe('who is in neither list', () => {
  test.each([
    ['a stranger', { sub: 'stranger' }],
    ['an address that nobody has verified', { sub: 'x', email: 'ivo@acme.example' }],
    [
      'one that is said to be verified in words',
      { sub: 'x', email: 'ivo@acme.example', email_verified: 'true' },
    ],
    ['an address in the place of the subject', { sub: 'ivo@acme.example' }],
    ['a group that only begins so', { sub: 'x', groups: ['sales-eu'] }],
    ['groups in one text', { sub: 'x', groups: 'everybody sales' }],
    ['groups that are elsewhere', { sub: 'x', _claim_names: { groups: 'src1' } }],
    ['a team in another claim', { sub: 'x', roles: ['sales'] }],
  ])('%s is not let in', async (_, claims) => {
    expect(await statusOf(claims)).toBe(403);
    expect(server.audit.at(-1)).toMatchObject({ event: 'refusal', outcome: 'unlisted' });
  });
});

test('others have a wall each, where the file says which', async () => {
  using own = accessFile({ ...FILE, others: { creditsPerDay: 1 } });
  await using other = await startSignedIn({ env: { SNOVIO_HTTP_ACCESS_FILE: own.path } });
  const ask = async (sub: string, email: string, claims: object = {}) =>
    other.callWith(await other.token(SCOPES, { claims: { sub, ...claims } }), 'verify_emails', {
      emails: [email],
    });
  for (const sub of ['one', 'two'])
    expect((await ask(sub, `${sub}@acme.example`)).structured).toMatchObject({ credits: { spent: 1 } });
  expect((await ask('one', 'third@acme.example')).code).toBe('credit_ceiling');
  await ask('member', 'fourth@acme.example', { groups: ['sales'] });
  expect((await ask('member', 'fifth@acme.example', { groups: ['sales'] })).text).toContain(
    'The limit of this sign-in',
  );
  expect(
    (await other.app.accounts.store.spentByHolder()).map(({ holder }) => holder.replace(/[0-9a-f]{64}/, '')),
  ).toEqual(['subject ', 'subject ', 'subject ', 'team sales']);
});
