import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { type Harness, startHarness } from '../harness.ts';

const run = promisify(execFile);

let stateDir: string;
let harness: Harness;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'snovio-forget-'));
  harness = await startHarness({ env: { SNOVIO_STATE_DIR: stateDir } });
});

afterEach(async () => {
  await harness.close();
  await rm(stateDir, { recursive: true });
});

async function forget(...args: string[]): Promise<string> {
  const env = { ...process.env, SNOVIO_STATE_DIR: stateDir };
  const { stdout } = await run(process.execPath, ['dist/main.js', 'forget', ...args], { env });
  return stdout;
}

async function everythingOnDisk(): Promise<string> {
  const files = await readdir(stateDir);
  return (await Promise.all(files.map(name => readFile(join(stateDir, name), 'latin1')))).join('');
}

const MARAS = 'mara.lindqvist@acme.example';
const MARA = { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' };

test('one person is erased, also from what other questions brought, and is paid for again', async () => {
  await harness.call('find_emails', { people: [MARA, { ...MARA, domain: 'globex.example' }] });
  await harness.call('verify_emails', { emails: ['valid1@load.example'] });
  expect(await everythingOnDisk()).toContain(MARAS);

  expect(await forget('Mara <mara.lindqvist@acme.example>')).toMatch(/^Erased 2 entries/);

  expect(await everythingOnDisk()).not.toContain(MARAS);
  const again = await harness.call('find_emails', { people: [MARA, { ...MARA, domain: 'globex.example' }] });
  expect(again.structured.results.map((result: { source: string }) => result.source)).toEqual([
    'v2',
    'ledger',
  ]);
  const other = await harness.call('verify_emails', { emails: ['valid1@load.example'] });
  expect(other.structured.results[0].source).toBe('ledger');
});

test('a page of a domain loses only the one address', async () => {
  const before = await harness.call('search_domain_emails', { domain: 'acme.example', limit: 10 });
  const gone = before.structured.emails[3].email as string;
  const paid = harness.sandbox.charges.length;

  await forget(gone);

  const after = await harness.call('search_domain_emails', { domain: 'acme.example', limit: 9 });
  expect(after.structured.emails).toHaveLength(9);
  expect(after.text).not.toContain(gone);
  expect(harness.sandbox.charges).toHaveLength(paid);
});

test('a company is erased whole, others that end alike stay', async () => {
  await harness.call('verify_emails', { emails: ['valid1@load.example', 'valid1@overload.example'] });
  await forget('https://www.load.example/about');
  const disk = await everythingOnDisk();
  expect(disk).not.toContain('valid1@load.example');
  expect(disk).toContain('valid1@overload.example');
});

test('everything finished goes; what runs stays unless --all', async () => {
  await harness.call('verify_emails', { emails: ['valid1@load.example'] });
  const body = { status: 'in_progress', data: [] };
  harness.sandbox.faults.add({
    path: '/v2/email-verification/result',
    kind: 'replace',
    status: 200,
    body,
    times: Infinity,
  });
  const open = await harness.call('verify_emails', { emails: ['valid2@load.example'], waitSeconds: 1 });
  expect(open.structured.pending).toBe(1);

  await expect(forget(), 'nobody can be asked').rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/erases 1 entry of the ledger .*Nothing was erased\..*--yes.*--dry-run/),
  });
  expect(await everythingOnDisk()).toContain('valid1@load.example');
  expect(await forget('--yes')).toMatch(/^Erased 1 entry /);

  const disk = await everythingOnDisk();
  expect(disk).not.toContain('valid1@load.example');
  expect(disk).toContain('valid2@load.example');
  expect(await forget('--all', '--yes')).toMatch(/^Erased 1 entry /);
});

test('--dry-run shows what would go, and changes nothing', async () => {
  await harness.call('find_emails', { people: [MARA] });
  await harness.call('search_domain_emails', { domain: 'acme.example', limit: 10 });
  const shown = await forget('--dry-run', MARAS);
  expect(shown.split('\n')).toEqual([
    'domain ["acme.example","all",[]]: loses their rows',
    'find ["mara","lindqvist","acme.example"]: goes',
    'verify mara.lindqvist@acme.example: goes',
    `Would erase 3 entries from the ledger in ${stateDir}; nothing was changed.`,
    '',
  ]);
  expect(await everythingOnDisk()).toContain(MARAS);
  expect(await forget(MARAS)).toMatch(/^Erased 3 entries/);
});

test('an event that a webhook reported goes with whom it names, and is told of like the rest', async () => {
  const store = new SqliteStore(stateDir, 30);
  await store.events.add('account', 'campaign_reply received', 'a', { prospectEmail: MARAS });
  await store.events.add('account', 'campaign_reply received', 'b', { prospectEmail: 'ivo@globex.example' });
  expect(await forget('--dry-run', MARAS)).toMatch(/^event without a name: goes\nWould erase 1 entry /);
  expect(await forget(MARAS)).toMatch(/^Erased 1 entry /);
  expect(await store.events.list('account', { limit: 5 })).toMatchObject([
    { facts: { prospectEmail: 'ivo@globex.example' } },
  ]);
  await store.close();
});

test('a profile link is a person, not the network it is on', async () => {
  const urls = ['https://www.linkedin.com/in/mara-lindqvist', 'https://www.linkedin.com/in/nobody-here'];
  await harness.call('find_prospects_by_url', { urls, emails: false });
  expect(await forget('--dry-run', urls[0] ?? '')).toMatch(
    /^url linkedin\.com\/in\/mara-lindqvist: goes\nWould erase 1 /,
  );
});

test.each(['v1', 'v2'])(
  '%s: who is forgotten in mid-flight does not come back with the answer',
  async generation => {
    await using server = await startHarness({
      env: { SNOVIO_STATE_DIR: stateDir, SNOVIO_API_GENERATION: generation },
    });
    const { sandbox } = server;
    const [reading, forgotten] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    sandbox.faults.add({
      path: /get-emails-from-names|by-name\/result/,
      where: () => sandbox.charges.length > 0,
      kind: 'pass',
      on: async stage => {
        if (stage !== 'received') return;
        reading.resolve();
        await forgotten.promise;
      },
    });
    const asking = server.call('find_emails', { people: [MARA] });
    await reading.promise;
    expect(await forget('--dry-run', MARAS)).toContain('keeps its payment only');
    await forget(MARAS);
    expect(await everythingOnDisk()).not.toMatch(/mara|lindqvist/i);
    forgotten.resolve();
    const { structured } = await asking;
    expect(structured.results).toMatchObject([{ status: 'found', emails: [{ email: MARAS }] }]);
    expect(structured.credits.spent).toBe(1);
    expect(await everythingOnDisk()).not.toMatch(/mara|lindqvist/i);
    expect(sandbox.charges).toHaveLength(1);
  },
);

test('what is neither an address nor a domain is refused', async () => {
  await expect(forget('not a name')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Example'),
  });
});

test('the sandbox keeps nothing, and its flag protects the real ledger', async () => {
  const env = { ...process.env, XDG_STATE_HOME: stateDir };
  await expect(run(process.execPath, ['dist/main.js', 'forget', '--sandbox'], { env })).rejects.toMatchObject(
    {
      code: 2,
      stderr: expect.stringContaining(':memory:'),
    },
  );
});
