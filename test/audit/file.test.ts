import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { bareEnv, MAIN } from '../binary/binary.ts';
import { runCommand } from '../commands/in-process.ts';
import { type Answer, asAnswer } from '../harness.ts';
import { call, rpc, startServed, TOKEN } from '../http/kit.ts';

let folder: string;
let file: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-audit-'));
  file = join(folder, 'audit.jsonl');
  sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000 });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = (SNOVIO_AUDIT_LOG = file) => ({
  ...bareEnv(),
  SNOVIO_API_URL: sandbox.url,
  SNOVIO_CLIENT_ID: 'sandbox',
  SNOVIO_CLIENT_SECRET: 'sandbox',
  SNOVIO_RATE_WINDOW_MS: '1000',
  SNOVIO_RATE_LIMIT: '10000',
  SNOVIO_AUDIT_LOG,
});
const lines = (text = readFileSync(file, 'utf8')) => text.split('\n').filter(Boolean).map(parse);
const parse = (line: string): Record<string, unknown> | string => {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
};
const verify = (i: number) => ['verify_emails', { emails: [`person${i}@acme.example`] }] as const;

interface Server extends AsyncDisposable {
  call(name: string, args: object): Promise<Answer>;
  log(): string;
}

/** The built program on stdio, started by a shell after these commands. */
async function stdio(before = 'true', environment: Record<string, string> = env()): Promise<Server> {
  const args = ['-c', `${before}; exec "$0" "$@"`, process.execPath, MAIN];
  const transport = new StdioClientTransport({ command: 'bash', args, env: environment, stderr: 'pipe' });
  let log = '';
  transport.stderr?.on('data', part => (log += part));
  const client = new Client({ name: 'host', version: '0' });
  await client.connect(transport);
  return {
    call: async (name, args) => asAnswer(await client.callTool({ name, arguments: { ...args } })),
    log: () => log,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

describe('a file', () => {
  test('gets a line of JSON for each spend of stdio, and is for its owner only', async () => {
    writeFileSync(file, 'an older line\n');
    chmodSync(file, 0o644);
    await using server = await stdio();
    await server.call(...verify(1));
    await server.call('get_balance', {});
    await server.call('create_prospect_list', { name: 'mine' });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const account = expect.stringMatching(/^[0-9a-f]{64}$/);
    const line = { time, msg: 'audit', who: 'stdio', account, outcome: 'ok' };
    expect(lines()).toEqual([
      'an older line',
      { ...line, event: 'spend', tool: 'verify_emails', credits: 1 },
      { ...line, event: 'write', tool: 'create_prospect_list', credits: 0 },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(server.log()).toBe('');
  });

  test('that is moved or deleted, as log rotation does, is made again', async () => {
    await using server = await stdio();
    await server.call(...verify(1));
    renameSync(file, `${file}.1`);
    await server.call(...verify(2));
    await server.call(...verify(3));
    expect([lines(readFileSync(`${file}.1`, 'utf8')).length, lines().length]).toEqual([1, 2]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(file);
    await server.call(...verify(4));
    expect(lines()).toMatchObject([{ event: 'spend', credits: 1 }]);
    expect(server.log()).toBe('');
  });

  test('that a link has taken the place of gets no more lines, and the log says so', async () => {
    await using server = await stdio();
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'private\n');
    rmSync(file);
    symlinkSync(elsewhere, file);
    expect((await server.call(...verify(1))).isError).toBe(false);
    expect(readFileSync(elsewhere, 'utf8')).toBe('private\n');
    expect(server.log()).toContain('the audit log cannot be written (it is a link)');
    rmSync(file);
    await server.call(...verify(2));
    expect(lines()).toMatchObject([
      { event: 'lost', lines: 1 },
      { event: 'spend', credits: 1 },
    ]);
  });

  test('has the line of a call whose host has gone', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000, taskSeconds: [6000, 6000] });
    const server = await stdio();
    const cut = server.call(...verify(1)).catch(() => {});
    await expect.poll(() => sandbox.requests.some(({ path }) => path.endsWith('/result'))).toBe(true);
    await server[Symbol.asyncDispose]();
    await cut;
    await expect.poll(() => lines()).toMatchObject([{ event: 'spend', who: 'stdio', credits: 1 }]);
    expect(server.log()).toBe('');
  });

  test('is made if there is none, for call and run too', async () => {
    const [tool, args] = verify(2);
    expect((await runCommand(['call', tool, JSON.stringify(args)], { env: env() })).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [csv, out] = [join(folder, 'in.csv'), join(folder, 'out.csv')];
    writeFileSync(csv, 'email\nmara.lindqvist@acme.example\ntomas.reyes@acme.example\n');
    const job = ['run', 'verify_emails', '--csv', csv, '--out', out];
    expect((await runCommand(job, { env: { ...env(), SNOVIO_STATE_DIR: join(folder, 'state') } })).code).toBe(
      0,
    );
    const dear = { emails: Array.from({ length: 60 }, (_, i) => `p${i}@acme.example`) };
    expect((await runCommand(['call', tool, JSON.stringify(dear)], { env: env() })).code).toBe(1);
    expect(lines()).toMatchObject([
      { event: 'spend', who: 'shell', tool, credits: 1 },
      { event: 'spend', who: 'shell', tool, credits: 2 },
      { event: 'refusal', who: 'shell', tool, outcome: 'credit_ceiling' },
    ]);
  });

  test('is shared by processes, and goes on behind half a line of one that was killed', async () => {
    writeFileSync(file, '{"half":');
    await using one = await stdio();
    await using two = await stdio();
    for (let i = 0; i < 5; i++) await Promise.all([one.call(...verify(i)), two.call(...verify(100 + i))]);
    const [half, ...rest] = lines();
    expect(half).toBe('{"half":');
    expect(rest).toHaveLength(10);
    for (const line of rest) expect(line).toMatchObject({ event: 'spend' });
  });
});

describe('what cannot be appended to stops the start', () => {
  const odd: [string, () => unknown][] = [
    ['a link to a file', () => symlinkSync(join(folder, 'target'), file)],
    ['a link to nowhere', () => symlinkSync('/nowhere/at/all', file)],
    ['a directory', () => mkdirSync(file)],
    ['a pipe', () => execFileSync('mkfifo', [file])],
    ['a file in a folder that is not there', () => (file = join(folder, 'none', 'audit.jsonl'))],
    ['a device', () => (file = '/dev/full')],
  ];
  test.each(odd)('%s', async (_, prepare) => {
    prepare();
    for (const args of [[], ['http', '--port', '0']]) {
      const { code, stdout, stderr } = await runCommand(args, { env: env() });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /^snovio-mcp: SNOVIO_AUDIT_LOG: ".*" cannot be appended to \(.*\)\. Example: .*\n$/,
      );
    }
    expect(existsSync(join(folder, 'target')), 'nothing was made at the other end').toBe(false);
  });

  test.each(['on', 'true', '1', 'stdout', 'stder', 'audit'])('%s is taken for a slip', async value => {
    const { code, stderr } = await runCommand(['call', 'get_balance'], { env: env(value) });
    expect([code, stderr]).toEqual([2, expect.stringContaining('is neither off, stderr nor a path')]);
  });
});

// A limit on the size of files stands in for a full disk: the system writes what fits, and then refuses.
test.skipIf(process.platform === 'win32')(
  'a full disk fails no call, is told once, and later how much is missing',
  async () => {
    writeFileSync(file, `${'x'.repeat(1000)}\n`);
    await using server = await stdio("trap '' XFSZ; ulimit -f 1");
    for (let i = 0; i < 3; i++) {
      const answer = await server.call(...verify(i));
      expect(answer.structured.results).toHaveLength(1);
    }
    expect(server.log()).toMatch(
      /^snovio-mcp error: the audit log cannot be written \(\w+\); calls go on without it\n$/,
    );
    expect(statSync(file).size).toBeLessThanOrEqual(1024);
    truncateSync(file, 1001);
    truncateSync(file, 0);
    await server.call(...verify(9));
    expect(lines()).toMatchObject([
      { event: 'lost', lines: 3 },
      { event: 'spend', tool: 'verify_emails' },
    ]);
  },
);

describe('without a setting', () => {
  const audits = (log: string) => lines(log).filter(line => typeof line === 'object' && line.msg === 'audit');

  test('stdio writes none, and HTTP writes to stderr', async () => {
    const { SNOVIO_AUDIT_LOG: _, ...rest } = env();
    await using server = await stdio('true', rest);
    await server.call(...verify(1));
    expect(server.log()).toBe('');
    await using served = await startServed({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
    await rpc(served.port, 'tools/list');
    await expect.poll(() => audits(served.log())).toMatchObject([{ event: 'refusal', outcome: 'no_token' }]);
  });

  test('off is off on HTTP, and stderr is stderr on stdio', async () => {
    await using quiet = await startServed({ env: { SNOVIO_AUDIT_LOG: 'off' } });
    await call(quiet.port, ...verify(1));
    await expect.poll(() => quiet.calls()).toHaveLength(1);
    expect(audits(quiet.log())).toEqual([]);
    await using loud = await stdio('true', env('stderr'));
    await loud.call(...verify(2));
    await expect.poll(() => audits(loud.log())).toMatchObject([{ event: 'spend', who: 'stdio' }]);
  });
});
