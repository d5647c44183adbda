import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Finding, formatFinding } from '../../src/commands/doctor/finding.ts';
import { formatReport } from '../../src/commands/doctor/report.ts';
import { runChecks } from '../../src/commands/doctor/run-checks.ts';
import { differences } from '../../src/commands/doctor/shape.ts';
import { terminalOf } from '../../src/commands/terminal/terminal.ts';
import { readConfig } from '../../src/config/settings.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openLedgerFile } from '../../src/spending/sqlite/database.ts';
import { run } from '../binary/binary.ts';
import { TOKEN } from '../snovio/flows/kit.ts';

const ALWAYS = Number.POSITIVE_INFINITY;

let sandbox: Sandbox;
let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000 });
  folder = mkdtempSync(join(tmpdir(), 'snovio-doctor-'));
  env = {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_RATE_WINDOW_MS: '1000',
    SNOVIO_STATE_DIR: join(folder, 'state'),
  };
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const check = (more: Record<string, string> = {}, probe = false) =>
  runChecks(
    () => readConfig({}, { ...env, ...more }),
    { probe },
    () => {},
  );

async function problems(more?: Record<string, string>): Promise<Finding[]> {
  return (await check(more)).findings.filter(finding => finding.state !== 'ok');
}

test('all that is wrong is told at once: settings, and credentials that nobody has filled in', async () => {
  const wrong = { SNOVIO_TOOLSETS: 'fnd', SNOVIO_PLAN: 'gold', SNOVIO_CLIENT_ID: 'your-id' };
  const { stdout, code } = await run(['doctor', '--json'], { env: { ...env, ...wrong } });
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  expect(findings.filter(({ state }) => state === 'fail').map(({ text }) => text)).toEqual([
    expect.stringContaining('SNOVIO_PLAN: "gold"'),
    expect.stringContaining(
      'SNOVIO_TOOLSETS: "fnd" is no list of toolsets: of them there is no "fnd" (did you mean find?)',
    ),
    'SNOVIO_CLIENT_ID: its value is a placeholder that nobody has filled in.',
  ]);
  expect(findings.map(({ id }) => id)).toContain('state');
});

describe('the exit code', () => {
  const doctor = (...args: string[]) => run(['doctor', '--text', ...args], { env });

  test('is 0 with a warning', async () => {
    env.SNOVIO_STATE_DIR = ':memory:';
    const { code, stdout } = await doctor();
    expect(stdout).toContain('warn  state          nothing is remembered (:memory:)\n');
    expect(code).toBe(0);
  });

  test('is 0 when an answer differs, and 1 when a method fails', async () => {
    sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'replace', body: {} });
    const differs = await doctor('--probe');
    expect(differs.stdout).toContain('differs       GET /v1/get-user-lists: the top is object, not a list\n');
    expect(differs.code).toBe(0);
    sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'status', status: 404 });
    const fails = await doctor('--probe');
    expect(fails.stdout).toContain('failed        GET /v1/get-user-lists: not_found (HTTP 404)\n');
    expect(fails.code).toBe(1);
  });

  test('is 1 when the report cannot be written', async () => {
    const { code, stderr } = await doctor('--report', folder);
    expect(code).toBe(1);
    expect(stderr).toContain(`--report: ${folder} cannot be written.`);
  });
});

test('findings are aligned, with the remedy below', () => {
  const finding: Finding = { id: 'clock', state: 'fail', text: 'Wrong.', remedy: 'Set it.' };
  const pipe = terminalOf({}, {}, {});
  expect(formatFinding(finding, pipe)).toBe('FAIL  clock          Wrong.\n                     → Set it.\n');
  const narrow = terminalOf({ isTTY: true, columns: 40 }, {}, { NO_COLOR: '1' });
  const long: Finding = {
    ...finding,
    text: 'one two three four five six',
    remedy: 'do\u001b[2J this and then that',
  };
  expect(formatFinding(long, narrow).split('\n')).toEqual([
    'FAIL  clock          one two three four',
    '                     five six',
    '                     → do this and then',
    '                       that',
    '',
  ]);
  expect(formatFinding({ id: 'configuration', state: 'ok', text: 'right' }, pipe)).toBe(
    'ok    configuration  right\n',
  );
});

describe('credentials', () => {
  test('that are none are named, and nothing is sent', async () => {
    const placeholder = { SNOVIO_CLIENT_ID: '$SNOVIO_CLIENT_ID', SNOVIO_CLIENT_SECRET: 'your API Secret' };
    expect(await problems(placeholder)).toMatchObject([
      { id: 'credentials', text: expect.stringMatching(/^SNOVIO_CLIENT_ID: .*placeholder/) },
      { id: 'credentials', text: expect.stringMatching(/^SNOVIO_CLIENT_SECRET: .*placeholder/) },
    ]);
    expect(await problems({ SNOVIO_CLIENT_SECRET: '"hush"' })).toMatchObject([
      { id: 'configuration', text: expect.stringMatching(/^SNOVIO_CLIENT_SECRET: .*quotation marks/) },
    ]);
    expect(await problems({ SNOVIO_CLIENT_ID: '', SNOVIO_CLIENT_SECRET: '' })).toMatchObject([
      { id: 'credentials', text: 'None are configured.' },
    ]);
    expect(sandbox.requests).toEqual([]);
  });

  test('are not needed for the sandbox, whatever they are; its state may be in memory', async () => {
    const { findings } = await check({
      SNOVIO_SANDBOX: '1',
      SNOVIO_CLIENT_ID: 'your API User ID',
      SNOVIO_STATE_DIR: ':memory:',
    });
    expect(findings.filter(finding => finding.state !== 'ok')).toEqual([]);
    expect(findings.find(finding => finding.id === 'configuration')?.text).toMatch(
      /^the embedded sandbox; set: .*SNOVIO_SANDBOX/,
    );
  });
});

describe('the command', () => {
  test('names every wrong value and every misspelt variable at once, and shows no secret', async () => {
    const wrong = {
      SNOVIO_PLAN: 'gold',
      SNOVIO_CLIENT_SECRET: "'hush'",
      SNOVIO_MAX_CREDIT: '5',
      https_proxy: 'u:hush@',
    };
    const { code, stdout, stderr } = await run(['doctor', '--text'], { env: { ...env, ...wrong } });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    for (const line of [
      'FAIL  configuration  SNOVIO_PLAN: "gold" is none of',
      'FAIL  configuration  SNOVIO_CLIENT_SECRET: its value has quotation marks in it',
      'FAIL  configuration  https_proxy: its value is no address of a proxy',
      'warn  configuration  SNOVIO_MAX_CREDIT: there is no such setting, so it does nothing. Did you mean SNOVIO_MAX_CREDITS?',
    ])
      expect(stdout).toContain(line);
    expect(stdout).not.toContain('hush');
  });

  test('other commands say both on stderr', async () => {
    const { code, stdout, stderr } = await run(['tools'], {
      env: { ...env, SNOVIO_PLAN: 'gold', SNOVIO_MAX_CREDIT: '5' },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^snovio-mcp warn: SNOVIO_MAX_CREDIT: .*\nsnovio-mcp: SNOVIO_PLAN: "gold" .*\n$/);
  });
});

describe('the network', () => {
  test('a certificate problem has its own remedy', async () => {
    const SNOVIO_API_URL = sandbox.url.replace('http:', 'https:');
    expect(await problems({ SNOVIO_API_URL })).toMatchObject([
      {
        id: 'reach',
        text: expect.stringMatching(/SSL/),
        remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      },
    ]);
  });

  test('the innermost error is told, also where several addresses were tried', async () => {
    expect(await problems({ SNOVIO_API_URL: 'http://localhost:9' })).toMatchObject([
      { id: 'reach', text: 'localhost:9 cannot be reached (ECONNREFUSED).' },
    ]);
  });

  test('a 404 is not Snov.io, an error of the proxy is told apart', async () => {
    sandbox.faults.add({ path: TOKEN, kind: 'status', status: 404 });
    expect(await problems()).toMatchObject([
      { id: 'reach', remedy: expect.stringContaining('SNOVIO_API_URL') },
    ]);
    sandbox.faults.add({ path: TOKEN, kind: 'status', status: 407 });
    expect(await problems()).toMatchObject([
      {
        id: 'reach',
        text: expect.stringContaining('HTTP 407'),
        remedy: expect.stringContaining('HTTPS_PROXY'),
      },
    ]);
  });

  test("a proxy's own page leads to the proxy's settings", async () => {
    const proxy = await startProxy();
    const ill = await problems({ HTTP_PROXY: proxy.url });
    await new Promise(resolve => proxy.server.close(resolve));
    expect(ill).toMatchObject([
      { text: expect.stringContaining('through the proxy'), remedy: expect.stringContaining('HTTPS_PROXY') },
    ]);
  });
});

/** A proxy that answers every request and tunnel with a page of its own. */
async function startProxy(): Promise<{ url: string; server: Server }> {
  const server = createServer((_, response) => response.end('<html>Sign in</html>'));
  server.on('connect', (_, socket) => {
    socket.end('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('error', () => {});
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('the clock', () => {
  const at = (offsetMs: number) => {
    const date = new Date(Date.now() + offsetMs).toUTCString();
    sandbox.faults.add({ path: TOKEN, kind: 'pass', headers: { date } });
    return problems();
  };

  test('warns from a minute on and fails from five', async () => {
    expect(await at(55_000)).toEqual([]);
    expect(await at(65_000)).toMatchObject([{ id: 'clock', state: 'warn' }]);
    expect(await at(-295_000)).toMatchObject([{ id: 'clock', state: 'warn' }]);
    expect(await at(305_000)).toMatchObject([{ id: 'clock', state: 'fail' }]);
  });

  test('is not judged by an answer without a readable date', async () => {
    sandbox.faults.add({ path: TOKEN, kind: 'pass', headers: { date: 'yesterday' } });
    const { findings } = await check();
    expect(findings.map(finding => finding.id)).not.toContain('clock');
  });
});

describe('the account', () => {
  test('a retired quota method leaves the quota unknown', async () => {
    const path = '/v1/get-emails-verification-status';
    sandbox.faults.add({ path, kind: 'status', status: 404, times: ALWAYS });
    const { findings } = await check();
    expect(findings.map(finding => finding.id)).not.toContain('quota');
    expect(findings.every(finding => finding.state === 'ok')).toBe(true);
  });

  test('an unreadable balance asks for a report, and nothing is probed', async () => {
    sandbox.faults.add({ path: '/v1/get-balance', kind: 'replace', body: { data: {} }, times: ALWAYS });
    const { findings, probed } = await check({}, true);
    expect(findings.at(-1)).toMatchObject({
      id: 'balance',
      state: 'fail',
      remedy: expect.stringContaining('doctor --probe --report'),
    });
    expect(probed).toEqual([]);
  });

  test('one finding for a network that is down: what follows from it is not told', async () => {
    const { findings } = await check({ SNOVIO_API_URL: 'http://127.0.0.1:9' });
    expect(findings.map(finding => finding.id)).toEqual(['node', 'configuration', 'state', 'reach']);
  });
});

test('a state directory that others can look into is told', async () => {
  const state = env.SNOVIO_STATE_DIR ?? '';
  mkdirSync(state);
  chmodSync(state, 0o750);
  expect(await problems()).toMatchObject([
    {
      id: 'state',
      state: 'warn',
      text: expect.stringContaining('750'),
      remedy: expect.stringContaining('chmod 700'),
    },
  ]);
});

describe('a state directory that cannot be used is told within five seconds', () => {
  test('where nobody can make it', async () => {
    // In /proc, Node's own recursive mkdir tries for ever.
    const [finding] = await problems({
      SNOVIO_STATE_DIR: process.platform === 'linux' ? '/proc/none/x' : '/dev/null/x',
    });
    expect(finding).toMatchObject({
      id: 'state',
      state: 'fail',
      text: expect.stringContaining('cannot be used'),
    });
  });

  test.skipIf(process.platform === 'win32')(
    'where the drive does not answer',
    async () => {
      const hanging = join(folder, 'hanging');
      // Opening a pipe waits for whoever writes into it, as a drive that is gone waits for its server.
      execFileSync('mkfifo', [hanging]);
      const started = performance.now();
      const { code, stderr } = await run([], { env: { ...env, SNOVIO_STATE_DIR: hanging } });
      expect(performance.now() - started).toBeLessThan(6000);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/does not answer; .*set SNOVIO_STATE_DIR to a directory on this machine/);
    },
    10_000,
  );
});

test('a ledger with a damaged page is found', async () => {
  const state = env.SNOVIO_STATE_DIR ?? '';
  mkdirSync(state);
  openLedgerFile(state).close();
  const ledger = join(state, 'ledger.db');
  const bytes = readFileSync(ledger);
  // The first page holds the schema, without which the file could not even be opened.
  bytes.fill(0xff, bytes.length - 4096);
  writeFileSync(ledger, bytes);
  expect(await problems()).toMatchObject([{ id: 'state', state: 'fail' }]);
});

describe('the report', () => {
  const report = async (more: Record<string, string>) => JSON.parse(formatReport(await check(more)));

  test('names the target without an address, and only settings that were set', async () => {
    const inSandbox = await report({ SNOVIO_SANDBOX: '1', HTTPS_PROXY: 'http://proxy.example:3128' });
    expect(inSandbox).toMatchObject({ target: 'sandbox', proxy: true });
    expect(inSandbox.set).toContain('SNOVIO_SANDBOX');
    expect(inSandbox.set).not.toContain('SNOVIO_READ_ONLY');
    const unset = {
      SNOVIO_API_URL: 'https://api.snov.io',
      SNOVIO_CLIENT_ID: '',
      SNOVIO_CLIENT_SECRET: '',
    };
    expect(await report(unset)).toMatchObject({ target: 'Snov.io', proxy: false });
  });

  test('has findings without their texts, also where the configuration is wrong', async () => {
    const { findings, ...rest } = await report({ SNOVIO_RATE_LIMIT: 'many' });
    expect(findings).toEqual([
      { id: 'node', state: 'ok' },
      { id: 'configuration', state: 'fail' },
    ]);
    expect(Object.keys(rest)).toEqual(['snovio-mcp', 'node', 'platform', 'probed']);
  });
});

describe('a probe', () => {
  test('takes a refusal as an answer only for a task that does not exist', async () => {
    const [read, result] = ['/v1/get-user-campaigns', '/v2/email-verification/result'];
    for (const path of [read, result])
      sandbox.faults.add({ path, kind: 'status', status: 422, times: ALWAYS });
    const { probed } = await check({}, true);
    const outcomes = new Map(probed.map(({ method, outcome }) => [method, outcome]));
    expect(outcomes.get(`GET ${read}`)).toBe('failed');
    expect(outcomes.get(`GET ${result}`)).toBe('answered');
  });

  test('tells each difference once and at most eight', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    const shape = Object.fromEntries(names.map(name => [name, 'string']));
    expect(differences({}, shape)).toHaveLength(8);
    expect(differences([1, 2, 'x', 3], ['string'])).toEqual(['[] is number, not string']);
    expect(differences({ new_field: 1, 'person@acme.example': 1 }, {})).toEqual(['new_field is new']);
  });
});
