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

  // These two want one of several arguments, which no schema says.
  const choosy = ['get_prospects_by_email', 'search_people'];
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
