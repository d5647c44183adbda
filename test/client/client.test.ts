import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSnovioClient, type Settings, type SnovioClient, SnovioError } from '../../src/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { camelCase } from '../../src/text/camel-case.ts';
import { tools } from '../../tools/index.ts';

const sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000 });
const settings: Settings = {
  apiUrl: sandbox.url,
  clientId: 'sandbox',
  clientSecret: 'sandbox',
  stateDir: ':memory:',
  rateWindowMs: 1000,
  rateLimit: 10_000,
};
let snovio: SnovioClient;
beforeAll(async () => {
  snovio = await createSnovioClient(settings);
});
afterAll(async () => {
  await snovio.close();
  await sandbox.close();
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    error => (error instanceof SnovioError ? error.code : String(error)),
  );

describe('a method for each tool', () => {
  test.each(tools.map(tool => camelCase(tool.name)))('%s', name => {
    expect(Reflect.get(snovio, name)).toBeTypeOf('function');
  });

  // Two want one of several arguments, which no schema says; the third, a server that Snov.io reaches.
  const choosy = ['get_prospects_by_email', 'search_people', 'list_events'];
  const bare = tools.filter(
    tool => tool.effect === 'read' && tool.input.safeParse({}).success && !choosy.includes(tool.name),
  );
  test.each(bare.map(tool => [camelCase(tool.name), tool] as const))(
    '%s answers without arguments',
    async (name, tool) => {
      const answer: unknown = await Reflect.get(snovio, name)();
      expect(tool.output.safeParse(answer).error).toBeUndefined();
    },
  );

  test('has the tool’s arguments and its answer, in types too', async () => {
    const made: { id: string } = await snovio.createProspectList({ name: 'Made by the library' });
    const { lists } = await snovio.getUserLists({ limit: 100 });
    expect(lists.find(list => list.id === made.id)?.name).toBe('Made by the library');
    const { count } = await snovio.countDomainEmails({ domain: 'https://www.acme.example/about' });
    expect(count).toBe(139);
    const { clicks } = await snovio.getCampaignClicks({ campaignId: '1001' }).catch(() => ({ clicks: [] }));
    expect(clicks).toBeInstanceOf(Array);
    // @ts-expect-error the argument has another name
    expect(await codeOf(snovio.countDomainEmails({ dommain: 'acme.example' }))).toBe('invalid_input');
  });

  test('flows are among them: people as a free preview, leads judged', async () => {
    const people = await snovio.findPeople({ positions: ['Head of Sales'], limit: 3 });
    expect(people.leads.length).toBeGreaterThan(0);
    expect(people.credits.spent).toBe(0);
    const { totals } = await snovio.prepareLeads({
      people: [{ email: 'mara.lindqvist@acme.example' }],
      maxCredits: 1,
    });
    expect(totals.ready + totals.risky + totals.drop).toBe(1);
  });

  test('is cancelled by a signal, and hears of progress', async () => {
    const gone = AbortSignal.abort();
    expect(await codeOf(snovio.getUserLists({}, { signal: gone }))).toBe('cancelled');
    expect(
      await codeOf(
        snovio.findEmails([{ firstName: 'A', lastName: 'B', domain: 'acme.example' }], { signal: gone }),
      ),
    ).toBe('cancelled');
    const heard: number[] = [];
    const urls = ['https://www.linkedin.com/in/mara-lindqvist'];
    await snovio.findProspectsByUrl({ urls, emails: false }, { progress: done => heard.push(done) });
    expect(heard.at(-1)).toBe(1);
  });
});

test('readOnly leaves out what changes the account, by whatever method', async () => {
  await using reader = await createSnovioClient({ ...settings, readOnly: true });
  const before = sandbox.requests.length;
  expect(await codeOf(reader.createProspectList({ name: 'Never' }))).toBe('invalid_input');
  const shape = { safeParse: (data: unknown) => ({ success: true as const, data }) };
  expect(
    await codeOf(reader.write({ method: 'POST', path: '/v1/lists', form: { name: 'Never' } }, shape)),
  ).toBe('invalid_input');
  expect(sandbox.requests).toHaveLength(before);
  expect(await codeOf(reader.getBalance())).toBe('ok');
});

test('toolsets are for servers: the client has all methods whatever they say', async () => {
  await using narrow = await createSnovioClient({ ...settings, toolsets: ['find'] });
  expect(await codeOf(narrow.getBalance())).toBe('ok');
});

test('a client that was closed can be closed again, as `await using` does', async () => {
  await using client = await createSnovioClient({ sandbox: true });
  await Promise.all([client.close(), client.close()]);
  await expect(client.close()).resolves.toBeUndefined();
});

describe('after close()', () => {
  const calls: [string, (client: SnovioClient) => Promise<unknown>][] = [
    ['verifyEmails', client => client.verifyEmails(['mara.lindqvist@acme.example'])],
    ['searchDomain', client => client.searchDomain({ domain: 'acme.example' })],
    ['getUserLists', client => client.getUserLists()],
    ['findPeople', client => client.findPeople({ positions: ['Head of Sales'] })],
    ['spending', client => client.spending()],
    ['read', client => client.read({ method: 'GET', path: '/v1/get-balance' }, shape)],
    ['write', client => client.write({ method: 'POST', path: '/v1/lists', form: { name: 'Never' } }, shape)],
  ];
  const shape = { safeParse: (data: unknown) => ({ success: true as const, data }) };

  test.each(calls)('%s is refused in words, and nothing is sent', async (_, call) => {
    const client = await createSnovioClient(settings);
    await client.close();
    const before = sandbox.requests.length;
    await expect(call(client)).rejects.toMatchObject({
      name: 'SnovioError',
      code: 'invalid_input',
      message: expect.stringMatching(/^This client is closed.* Nothing was sent\.$/),
    });
    expect(sandbox.requests).toHaveLength(before);
  });

  test('a call that is under way is cancelled, and what it has paid for is kept', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'snovio-client-'));
    const client = await createSnovioClient({ ...settings, stateDir });
    const emails = ['late.one@acme.example'];
    const path = '/v2/email-verification/result';
    sandbox.faults.add({ path, kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
    const before = sandbox.charges.length;
    const call = codeOf(client.verifyEmails(emails));
    await expect.poll(() => sandbox.charges.length).toBe(before + 1);
    await client.close();
    expect(await call).toBe('cancelled');
    sandbox.faults.clear();
    await using again = await createSnovioClient({ ...settings, stateDir });
    const { results } = await again.verifyEmails(emails);
    expect(results).toMatchObject([{ email: emails[0], status: expect.any(String) }]);
    expect(sandbox.charges).toHaveLength(before + 1);
  });
});

describe('errors', () => {
  test('are sentences, also where they have no text of their own', async () => {
    const gone = { signal: AbortSignal.abort() };
    await expect(snovio.getUserLists({}, gone)).rejects.toThrow(/^The call was cancelled\. .*\.$/);
    await expect(snovio.getCampaign({ campaignId: '99' })).rejects.toThrow(
      /^Snov\.io knows nothing .*\. Check it/,
    );
  });

  test('name what is missing in the settings, not variables that the library does not read', async () => {
    const missing = createSnovioClient({ stateDir: ':memory:' });
    await expect(missing).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringMatching(/clientId.*clientSecret.*sandbox: true/),
    });
    await expect(missing).rejects.not.toThrow(/SNOVIO_/);
  });

  test.each<[string, (client: SnovioClient) => Promise<unknown>, RegExp]>([
    [
      'a text for a list',
      client => client.verifyEmails('a@acme.example' as never),
      /^emails: takes a list of/,
    ],
    ['no list', client => client.verifyEmails(undefined as never), /^emails: takes a list of/],
    [
      'an empty list',
      client => client.verifyEmails([]),
      /^emails: takes at least 1 entry\. Nothing was sent/,
    ],
    ['nobody', client => client.findEmails([]), /^people: takes at least 1 entry/],
    ['no links', client => client.findProspects([]), /^urls: takes at least 1 entry/],
    ['a list of others', client => client.findProspects([1] as never), /^urls: takes a list of/],
    [
      'half a person',
      client => client.findEmails([{ firstName: 'A' }] as never),
      /^people: takes a list of .*firstName/,
    ],
    ['no domain', client => client.searchDomain({ domain: 'none' }), /^domain: .*acme\.example/],
    ['no search', client => client.searchDomain(undefined as never), /^domain: /],
    ['no address', client => client.profileOf('nobody'), /^email: .*mara@acme\.example/],
    ['no address at all', client => client.profileOf(undefined as never), /^email: /],
  ])('of JavaScript are told: %s', async (_, call, message) => {
    const before = sandbox.requests.length;
    const error = await call(snovio).catch(problem => problem);
    expect(error).toMatchObject({
      name: 'SnovioError',
      code: 'invalid_input',
      message: expect.stringMatching(message),
    });
    expect(sandbox.requests).toHaveLength(before);
  });
});
