import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  const files = (await readdir(stateDir)).filter(name => name.startsWith('ledger'));
  return (await Promise.all(files.map(name => readFile(join(stateDir, name), 'latin1')))).join('');
}

const MARA = { firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' };

test('one person is erased, also from what other questions brought, and is paid for again', async () => {
  await harness.call('find_emails', { people: [MARA, { ...MARA, domain: 'globex.example' }] });
  await harness.call('verify_emails', { emails: ['valid1@load.example'] });
  expect(await everythingOnDisk()).toContain('mara.lindqvist@acme.example');

  expect(await forget('Mara <mara.lindqvist@acme.example>')).toMatch(/^Erased 2 entries/);

  expect(await everythingOnDisk()).not.toContain('mara.lindqvist@acme.example');
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

  expect(await forget()).toMatch(/^Erased 1 entry /);

  const disk = await everythingOnDisk();
  expect(disk).not.toContain('valid1@load.example');
  expect(disk).toContain('valid2@load.example');
  expect(await forget('--all')).toMatch(/^Erased 1 entry /);
});

test('what is neither an address nor a domain is refused', async () => {
  await expect(forget('not a name')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Example'),
  });
});
