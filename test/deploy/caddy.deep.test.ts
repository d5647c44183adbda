import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { read } from '../docs/pages.ts';
import { wait } from '../faults/kit.ts';
import { freePort } from '../http/free-port.ts';
import { http } from '../http/kit.ts';

const installed = spawnSync('caddy', ['version'], { encoding: 'utf8' }).stdout;
if (!installed) console.warn('No Caddy here: the test of deploy/Caddyfile is left out.');
const [, minor = 0, patch = 0] = (/v?(\d+)\.(\d+)\.(\d+)/.exec(installed ?? '') ?? []).slice(1).map(Number);
const buffers = minor > 6 || (minor === 6 && patch >= 3);

describe.skipIf(!installed)('Caddy with deploy/Caddyfile', () => {
  let caddy: ChildProcess;
  let folder: string;
  let port: number;
  let said = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snovio-caddy-'));
    port = await freePort();
    const [first, second] = [await freePort(), await freePort()];
    const file = read('deploy/Caddyfile')
      .replace('copy-1:3920', `127.0.0.1:${first}`)
      .replace('copy-2:3920', `127.0.0.1:${second}`)
      .replace(/^\{\n/m, '{\n\tadmin off\n')
      .replace(/.*request_buffers.*\n/, line => (buffers ? line : ''))
      // No request is refused before it was tried.
      .replace(/health_uri.*\n/, '');
    writeFileSync(join(folder, 'Caddyfile'), file);
    const env = { ...process.env, PUBLIC_HOST: `http://127.0.0.1:${port}`, XDG_DATA_HOME: folder };
    caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], {
      env: { ...env, HOME: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    caddy.stderr?.on('data', chunk => {
      said += chunk;
    });
    while (!said.includes('serving initial configuration')) {
      if (caddy.exitCode !== null) throw new Error(said);
      await wait(50);
    }
  }, 30_000);

  afterAll(() => {
    caddy.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('logs what it could not pass on, without what is secret in it', async () => {
    const headers = {
      'snovio-client-id': 'an-id-1',
      'snovio-client-secret': 'a-secret-2',
      authorization: 'Bearer a-token-3',
    };
    const paths = [
      '/mcp',
      '/connect?link=a-link-4',
      '/events/campaign_reply/received/a-path-5',
      '/results/a-path-6',
    ];
    const answers = paths.map(path => http(port, { path, method: 'POST', headers, body: '{}' }));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(paths.map(() => 502));
    const lines = said.split('\n').filter(line => line.includes('connection refused'));
    expect(lines.length).toBeGreaterThanOrEqual(paths.length);
    for (const path of ['/mcp', '/connect', '/events', '/results'])
      expect(lines.join('\n')).toContain(`"uri":"${path}"`);
    expect(said).not.toMatch(/an-id-1|a-secret-2|a-token-3|a-link-4|a-path-[56]/);
  }, 60_000);
});
