import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commands } from '../../src/commands/index.ts';
import { OLDEST_NODE, refuseOldNode } from '../../src/config/node-version.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { defaultTools } from '../../tools/index.ts';
import { runCommand } from '../commands/in-process.ts';
import { ended, oldNode, run, start } from './binary.ts';

const names = Object.keys(commands).filter(name => name !== 'stdio');
const FAST = ['--sandbox', '--sandbox-speed', '60', '--rate-window-ms', '3000'];

describe('help and version', () => {
  test.each([['--help'], ['-h']])('%s lists every command and every setting', async flag => {
    const { code, stdout, stderr } = await runCommand([flag]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of names) expect(stdout).toContain(`\n  ${name} `);
    for (const setting of Object.values(SETTINGS)) {
      expect(stdout).toContain(setting.env);
      if ('flag' in setting) expect(stdout).toContain(`--${setting.flag}`);
    }
  });

  test.each(['--version', '-v', 'version'])('%s shows the version', async word => {
    const { code, stdout } = await runCommand([word]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageJson.version}\n` });
  });

  test.each(names)('%s has help and a version of its own', async name => {
    for (const flag of ['--help', '-h']) {
      const { code, stdout } = await runCommand([name, flag]);
      expect({ code, usage: stdout.split('\n')[0] }).toEqual({
        code: 0,
        usage: expect.stringMatching(`^Usage: snovio-mcp ${name}`),
      });
    }
    expect(await runCommand([name, '--version'])).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });

  test('--version is the version of the package', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });
});

describe('tools', () => {
  test('--json says what other programs need to know', async () => {
    const { code, stdout, stderr } = await run(['tools', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const expected = defaultTools.map(({ name, title, toolset, methods, effect, credits }) => {
      return { name, title, toolset, methods, effect, credits };
    });
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  test('a pipe has the same without it, and --text a table', async () => {
    const json = await runCommand(['tools', '--json']);
    const piped = await runCommand(['tools']);
    const text = await runCommand(['tools', '--text'], { env: { COLUMNS: '150' } });
    expect(piped.stdout).toBe(json.stdout);
    const [head = '', ...lines] = text.stdout.trimEnd().split('\n');
    expect(head).toMatch(/^tool +does +toolset +effect +credits$/);
    expect(lines.map(line => line.split(/\s+/)[0])).toEqual(defaultTools.map(tool => tool.name));
  });

  test.each([
    [
      'toolsets',
      ['--toolsets', 'verify,account'],
      {},
      (tool: (typeof defaultTools)[number]) => ['verify', 'account'].includes(tool.toolset),
    ],
    [
      'read-only',
      ['--read-only'],
      {},
      (tool: (typeof defaultTools)[number]) => ['read', 'spend'].includes(tool.effect),
    ],
    [
      'read-only and no credits',
      [],
      { SNOVIO_READ_ONLY: '1', SNOVIO_MAX_CREDITS: '0' },
      (tool: (typeof defaultTools)[number]) => tool.effect === 'read',
    ],
  ] as const)('shows only what is exposed: %s', async (_, flags, env, kept) => {
    const { stdout } = await runCommand(['tools', '--json', ...flags], { env });
    const shown = JSON.parse(stdout).map((tool: { name: string }) => tool.name);
    expect(shown).toEqual(defaultTools.filter(kept).map(tool => tool.name));
    expect(shown.length).toBeLessThan(defaultTools.length);
  });
});

describe('call', () => {
  test('prints the structured result, exit code 0', async () => {
    const { code, stdout, stderr } = await run([
      'call',
      'count_domain_emails',
      '{"domain":"acme.example"}',
      ...FAST,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ domain: 'acme.example', count: 139, webmail: false });
  });

  test('understands arguments as forgivingly as the server', async () => {
    const { code, stdout } = await runCommand([
      'call',
      'count_domain_emails',
      '{"DOMAINS":["acme.example"]}',
      ...FAST,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ domain: 'acme.example' });
  });

  test('takes no arguments as none', async () => {
    const { code, stdout } = await runCommand(['call', 'get_balance', ...FAST]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ balance: 1000 });
  });

  test.each([
    [
      'a tool that changes the account',
      ['delete_webhook', '{"webhookId":"1"}', '--read-only'],
      2,
      /not exposed.*Read-only/,
    ],
    ['a tool of another toolset', ['list_warm_ups'], 2, /not exposed.*--toolsets default,warm-up\. \[/],
    ['arguments that do not fit', ['count_domain_emails', '{"domian":"acme.example"}'], 2, /domian/],
    ['a refusal by Snov.io', ['get_prospect_by_id', '{"id":"7"}'], 1, /Snov\.io/],
    ['a price above the limit', ['find_emails', JSON.stringify({ people: crowd(30) })], 1, /maxCredits: 30/],
  ])('fails with the error on stderr: %s', async (_, args, expected, words) => {
    const { code, stdout, stderr } = await runCommand(['call', ...args, ...FAST]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('arguments that are not JSON: the place is shown', async () => {
    const { code, stdout, stderr } = await runCommand(['call', 'get_balance', '{balance}', ...FAST]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first, ...details] = stderr.split('\n');
    expect(first).toBe(
      'snovio-mcp: the arguments: not JSON at line 1, column 2: this is not in double quotes, or does not belong here',
    );
    expect(details.slice(0, 2)).toEqual(['  {balance}', '   ^']);
  });

  test('without credentials says so', async () => {
    const { code, stderr } = await run(['call', 'get_balance']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('SNOVIO_CLIENT_ID') });
  });

  test('keeps what was paid for in its state directory', async () => {
    const env = { SNOVIO_STATE_DIR: mkdtempSync(join(tmpdir(), 'snovio-state-')) };
    const half = { SNOVIO_CLIENT_ID: 'without its secret' };
    const sandbox = start(['sandbox', '--port', '0', '--sandbox-speed', '60'], { env: half });
    const end = ended(sandbox);
    const at = await urlOf(sandbox);
    const hint = end.then(({ stderr }) => stderr);
    const live = { ...env, SNOVIO_API_URL: at, SNOVIO_CLIENT_ID: 'sandbox', SNOVIO_CLIENT_SECRET: 'sandbox' };
    const args = [
      'call',
      'verify_emails',
      '{"emails":["mara.lindqvist@acme.example"]}',
      '--rate-window-ms',
      '3000',
    ];
    const answers = [await run(args, { env: live }), await run(args, { env: live })];
    sandbox.kill('SIGTERM');
    expect(await hint).toContain('SNOVIO_CLIENT_SECRET=sandbox SNOVIO_RATE_WINDOW_MS=1000\n');
    expect(answers.map(({ stdout }) => JSON.parse(stdout).credits.spent)).toEqual([1, 0]);
  });
});

function crowd(size: number): object[] {
  return Array.from({ length: size }, (_, n) => ({
    firstName: `N${n}`,
    lastName: 'Nobody',
    domain: 'load.example',
  }));
}

/** The address that a started sandbox announces. */
function urlOf(child: ReturnType<typeof start>): Promise<string> {
  return new Promise(resolve => {
    let said = '';
    child.stderr?.on('data', text => {
      said += text;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (url) resolve(url);
    });
  });
}

describe('sandbox', () => {
  test('is an HTTP server of its own that any client can use', async () => {
    const child = start(['sandbox', '--port', '0']);
    const end = ended(child);
    const url = await urlOf(child);
    const body = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const { access_token } = (await (await fetch(`${url}/v1/oauth/access_token`, post)).json()) as {
      access_token: string;
    };
    const asked = await fetch(`${url}/v1/get-balance`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(await asked.json()).toMatchObject({ success: true, data: { balance: expect.anything() } });
    expect((await fetch(`${url}/v1/get-balance`)).status).toBe(401);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await end;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`SNOVIO_API_URL=${url}`);
  });

  test('says in one line that a port is taken', async () => {
    const child = start(['sandbox', '--port', '0']);
    const end = ended(child);
    const { port } = new URL(await urlOf(child));
    const second = await run(['sandbox', '--port', port]);
    child.kill('SIGTERM');
    await end;
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(port);
    expect(second.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

const node = oldNode();
const version = node ? (await ended(spawn(node, ['--version']))).stdout.trim().slice(1) : '';

/** Runs the check as if on another Node: what it says, and whether it ends the process. */
function check(other: string): string | undefined {
  let said: string | undefined;
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    said = String(text);
    return true;
  });
  try {
    refuseOldNode(other);
    expect(exit.mock.calls).toEqual(said ? [[1]] : []);
    return said;
  } finally {
    exit.mockRestore();
    write.mockRestore();
  }
}

describe('a Node that is too old', () => {
  test('is older than package.json promises', () => {
    expect(packageJson.engines.node).toBe(`>=${OLDEST_NODE.join('.')}`);
  });

  test.each(['18.20.4', '20.20.2', '21.7.3', '22.0.0', '22.18.9'])('%s is refused in one line', other => {
    expect(check(other)).toBe(
      `snovio-mcp needs Node.js 22.19 or newer; this is ${other}. See https://nodejs.org\n`,
    );
  });

  test.each(['22.19.0', '22.20.1', '24.0.0', '26.10.0'])('%s is let in', other => {
    expect(check(other)).toBeUndefined();
  });

  // Where the machine has one, its very syntax checks matter: the file must load there to say anything.
  test.runIf(version && check(version))(`the build says so itself on ${version}`, async () => {
    const { code, stdout, stderr } = await run(['--help'], { node: node as string });
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: check(version) });
  });
});
