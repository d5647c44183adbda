import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkNode } from '../../src/commands/doctor/checks/node.ts';
import type { Finding } from '../../src/commands/doctor/finding.ts';
import { formatReport } from '../../src/commands/doctor/report.ts';
import { runChecks } from '../../src/commands/doctor/run-checks.ts';
import { differences } from '../../src/commands/doctor/shape.ts';
import { readConfig } from '../../src/config/settings.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { accountKey } from '../../src/snovio/account.ts';
import { openLedgerFile } from '../../src/spending/sqlite/database.ts';
import { Spend } from '../../src/spending/sqlite/spend.ts';
import { run } from '../binary/binary.ts';
import { TOKEN } from '../snovio/flows/kit.ts';

let sandbox: Sandbox;
let state: string;
beforeEach(async () => {
  sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000 });
  state = mkdtempSync(join(tmpdir(), 'snovio-doctor-'));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(state, { recursive: true, force: true });
});

const envOf = (more: Record<string, string> = {}) => ({
  SNOVIO_API_URL: sandbox.url,
  SNOVIO_CLIENT_ID: 'sandbox',
  SNOVIO_CLIENT_SECRET: 'sandbox',
  SNOVIO_RATE_WINDOW_MS: '1000',
  SNOVIO_STATE_DIR: state,
  ...more,
});

const look = (env: Record<string, string> = envOf(), probe = false) =>
  runChecks(
    () => readConfig({}, env),
    { probe },
    () => {},
  );

/** The findings that are not well. */
async function ills(env?: Record<string, string>): Promise<Finding[]> {
  return (await look(env)).findings.filter(finding => finding.state !== 'ok');
}

test('a healthy account: all is well, the balance is told, nothing is spent', async () => {
  const { findings } = await look();
  expect(findings.map(({ id, state: outcome }) => `${id} ${outcome}`)).toEqual(
    ['node', 'configuration', 'state', 'reach', 'clock', 'credentials', 'balance', 'limits', 'quota'].map(
      id => `${id} ok`,
    ),
  );
  expect(findings.find(finding => finding.id === 'balance')?.text).toBe('1000 credits');
  expect(sandbox.charges).toEqual([]);
});

describe('the ten commonest failures have a remedy', () => {
  test('1. no credentials, exchanged ones, wrong ones, placeholders', async () => {
    expect(await ills(envOf({ SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '' }))).toMatchObject([
      { id: 'credentials', remedy: expect.stringContaining('--sandbox') },
    ]);
    const keys = [{ id: 'the-id', secret: 'the-secret' }];
    const other = await startSandbox({ accounts: keys });
    const at = (id: string, secret: string) =>
      ills(envOf({ SNOVIO_API_URL: other.url, SNOVIO_CLIENT_ID: id, SNOVIO_CLIENT_SECRET: secret }));
    expect(await at('the-secret', 'the-id')).toMatchObject([
      { id: 'credentials', remedy: expect.stringContaining('Exchange') },
    ]);
    expect(await at('the-id', 'wrong')).toMatchObject([
      { id: 'credentials', remedy: expect.stringContaining('Copy both anew') },
    ]);
    await other.close();
    const placeholders = [`$${'{SNOVIO_CLIENT_SECRET}'}`, 'your-secret', 'changeme', 'SNOVIO_CLIENT_SECRET'];
    for (const placeholder of placeholders)
      expect(await ills(envOf({ SNOVIO_CLIENT_SECRET: placeholder }))).toMatchObject([
        { id: 'credentials', text: expect.stringContaining('a placeholder that nobody has filled in') },
      ]);
  });

  test('2. a plan without the API', async () => {
    for (const path of [TOKEN, '/v1/get-balance']) {
      sandbox.faults.add({ path, kind: 'status', status: 403, times: Number.POSITIVE_INFINITY });
      expect(await ills()).toMatchObject([
        { id: 'plan', httpStatus: 403, remedy: expect.stringContaining('plan') },
      ]);
      sandbox.faults.clear();
    }
  });

  test('3. a wrong clock', async () => {
    const date = new Date(Date.now() + 20 * 60_000).toUTCString();
    sandbox.faults.add({ path: TOKEN, kind: 'pass', headers: { date } });
    const [clock, ...rest] = await ills();
    expect(rest).toEqual([]);
    expect(clock).toMatchObject({ id: 'clock', state: 'fail', remedy: expect.stringContaining('NTP') });
    expect(clock?.text).toMatch(/(1199|1200|1201) s behind/);
    const near = new Date(Date.now() - 120_000).toUTCString();
    sandbox.faults.add({ path: TOKEN, kind: 'pass', headers: { date: near } });
    expect(await ills()).toMatchObject([
      { id: 'clock', state: 'warn', text: expect.stringContaining('ahead') },
    ]);
  });

  test('4. a proxy in the way', async () => {
    const ill = await ills(envOf({ HTTP_PROXY: 'http://127.0.0.1:9' }));
    expect(ill).toMatchObject([{ id: 'reach', remedy: expect.stringContaining('HTTPS_PROXY') }]);
    sandbox.faults.add({ path: TOKEN, kind: 'html', status: 200 });
    expect(await ills()).toMatchObject([{ id: 'reach', remedy: expect.stringContaining('login page') }]);
  });

  test('5. Node too old', () => {
    expect(checkNode('20.19.0')).toMatchObject({ id: 'node', state: 'fail' });
    expect(checkNode('22.19.0')).toMatchObject({ state: 'ok' });
  });

  test('6. a state directory that cannot be used, or is damaged', async () => {
    const file = join(state, 'file');
    writeFileSync(file, '');
    expect(await ills(envOf({ SNOVIO_STATE_DIR: join(file, 'inside') }))).toMatchObject([
      { id: 'state', remedy: expect.stringContaining('SNOVIO_STATE_DIR') },
    ]);
    const damaged = join(state, 'damaged');
    mkdirSync(damaged);
    writeFileSync(
      join(damaged, 'ledger.db'),
      'this is no database at all, whatever its name says'.repeat(50),
    );
    expect(await ills(envOf({ SNOVIO_STATE_DIR: damaged }))).toMatchObject([
      { id: 'state', remedy: expect.stringContaining('backup') },
    ]);
    expect(await ills(envOf({ SNOVIO_STATE_DIR: ':memory:' }))).toMatchObject([
      { id: 'state', state: 'warn' },
    ]);
  });

  test('7. no credits', async () => {
    sandbox.setCredits(0);
    expect(await ills()).toMatchObject([{ id: 'balance', remedy: expect.stringContaining('Buy credits') }]);
  });

  test("8. the day's wall reached", async () => {
    const ledger = openLedgerFile(state);
    new Spend(ledger, 'another process')
      .of(accountKey(sandbox.url, 'sandbox'))
      .reserve('find_emails', 200, undefined, []);
    ledger.close();
    expect(await ills()).toMatchObject([
      { id: 'limits', remedy: expect.stringContaining('SNOVIO_MAX_CREDITS_PER_DAY') },
    ]);
  });

  test('9. the hourly quota reached', async () => {
    const body = { success: false, message: 'There are too many prospects processing' };
    const path = '/v1/get-emails-verification-status';
    sandbox.faults.add({ path, kind: 'replace', body, times: Number.POSITIVE_INFINITY });
    expect(await ills()).toMatchObject([{ id: 'quota', remedy: expect.stringContaining('SNOVIO_PLAN') }]);
  });

  test('10. Snov.io down, or not to be reached', async () => {
    sandbox.faults.add({ path: TOKEN, kind: 'html', status: 503, times: Number.POSITIVE_INFINITY });
    expect(await ills()).toMatchObject([
      { id: 'reach', httpStatus: 503, remedy: expect.stringContaining('down') },
    ]);
    sandbox.faults.clear();
    sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', times: Number.POSITIVE_INFINITY });
    expect(await ills()).toMatchObject([{ id: 'reach', httpStatus: 500 }]);
    sandbox.faults.clear();
    // As Cloudflare turns away a program that it does not like.
    sandbox.faults.add({ path: TOKEN, kind: 'replace', status: 403, body: 'error code: 1010' });
    const [turnedAway, ...others] = await ills();
    expect(turnedAway).toMatchObject({ id: 'reach', text: expect.stringContaining('HTTP 403') });
    expect(others).not.toContainEqual(expect.objectContaining({ id: 'plan' }));
    sandbox.faults.clear();
    expect(await ills(envOf({ SNOVIO_API_URL: 'http://127.0.0.1:9' }))).toMatchObject([
      { id: 'reach', remedy: expect.stringContaining('network') },
    ]);
  });
});

describe('--probe', () => {
  test('reads from every free method and spends nothing', async () => {
    const { probed } = await look(envOf(), true);
    expect(
      probed.map(({ method, outcome, detail }) => `${outcome} ${method} ${detail}`.trim()),
    ).toMatchInlineSnapshot(`
      [
        "answered GET /v1/get-balance",
        "answered GET /v1/get-user-lists",
        "answered GET /v1/get-user-campaigns",
        "answered GET /v1/prospect-custom-fields",
        "answered GET /v2/webhooks",
        "answered POST /v1/get-domain-emails-count",
        "inconclusive GET /v2/email-verification/result 404, as for any unknown task",
        "inconclusive GET /v2/emails-by-domain-by-name/result 404, as for any unknown task",
        "inconclusive GET /v2/li-profiles-by-urls/result 404, as for any unknown task",
        "inconclusive GET /v2/company-domain-by-name/result 404, as for any unknown task",
        "inconclusive GET /v2/domain-search/domain-emails/result/{task_hash} 404, as for any unknown task",
        "inconclusive GET /v2/domain-search/generic-contacts/result/{task_hash} 404, as for any unknown task",
        "inconclusive GET /v2/domain-search/prospects/result/{task_hash} 404, as for any unknown task",
        "inconclusive GET /v2/domain-search/prospects/search-emails/result/{task_hash} 404, as for any unknown task",
      ]
    `);
    expect(sandbox.charges).toEqual([]);
  });

  test('tells how a shape differs, never a value', async () => {
    const body = [{ id: 1, name: ['private'], contacts: 3, extra_field: 'private', 'jane@acme.example': 1 }];
    sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'replace', body });
    const { probed } = await look(envOf(), true);
    expect(probed.find(result => result.method.endsWith('get-user-lists'))).toEqual({
      method: 'GET /v1/get-user-lists',
      outcome: 'differs',
      detail: '[].name is list, not string; [].extra_field is new',
    });
  });

  test('shapes', () => {
    const shape = { a: 'string', 'b?': ['number'], c: { d: 'any' } } as const;
    expect(differences({ a: 'x', b: [1, 2], c: { d: null } }, shape)).toEqual([]);
    expect(differences({ a: null, b: [1, 'x', 'y'] }, shape)).toEqual([
      'a is null, not string',
      'b[] is string, not number',
      'c is missing',
    ]);
    expect(differences([], shape)).toEqual(['the top is list, not an object']);
  });
});

test('the report holds nothing personal', async () => {
  sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', status: 403 });
  const env = envOf({ SNOVIO_CLIENT_ID: 'sandbox', SNOVIO_WEBHOOK_HOSTS: 'hooks.private.example' });
  const report = formatReport(await look(env, true));
  expect(JSON.parse(report)).toMatchObject({
    target: 'another URL',
    set: expect.arrayContaining(['SNOVIO_CLIENT_SECRET', 'SNOVIO_WEBHOOK_HOSTS']),
    findings: expect.arrayContaining([
      { id: 'plan', state: 'fail', code: 'plan_forbidden', httpStatus: 403 },
    ]),
  });
  for (const secret of [state, sandbox.url, 'private', ':"sandbox"', '1000'])
    expect(report).not.toContain(secret);
});

describe('the command', () => {
  test('exits 0 when all is well, and writes the report', async () => {
    const file = join(state, 'report.json');
    const { code, stdout, stderr } = await run([
      'doctor',
      '--text',
      '--sandbox',
      '--probe',
      '--report',
      file,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('1000 credits');
    expect(JSON.parse(readFileSync(file, 'utf8')).probed.length).toBeGreaterThan(10);
  });

  test('exits 1 with the remedy otherwise, also for a wrong configuration', async () => {
    const none = await run(['doctor', '--text']);
    expect(none).toMatchObject({ code: 1, stdout: expect.stringContaining('→ Set SNOVIO_CLIENT_ID') });
    const wrong = await run(['doctor', '--text'], { env: { SNOVIO_RATE_LIMIT: 'many' } });
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringContaining('SNOVIO_RATE_LIMIT') });
    expect(await run(['doctor', 'now'])).toMatchObject({ code: 2 });
  });
});
