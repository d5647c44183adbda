import { describe, expect, test } from 'vitest';
import { runCommand } from '../commands/in-process.ts';
import { figuresOf } from './figures.ts';
import { startInProcess } from './in-process.ts';
import { bearer, http, OTHER_TOKEN, rpc, TOKEN } from './kit.ts';

const FIGURES_TOKEN = 'figures-only-for-prometheus';

const ask = (port: number, headers: Record<string, string | string[]> = {}, method = 'GET') =>
  http(port, { path: '/metrics', method, headers });

describe('without a token', () => {
  const env = { SNOVIO_HTTP_METRICS: '1' };

  test('programs of this machine may read, by its own names only', async () => {
    await using server = await startInProcess({ env });
    for (const host of ['localhost', `127.0.0.1:${server.port}`, '[::1]:80'])
      expect((await ask(server.port, { host })).status).toBe(200);
    const answer = await ask(server.port);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  test.each([
    ['a page that has pointed its name here', { host: 'evil.example' }, 403],
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['somebody behind a proxy of this machine', { 'x-forwarded-for': '192.0.2.1' }, 403],
    ['a name behind a user', { host: 'evil@localhost' }, 400],
  ])('%s may not', async (_, headers, status) => {
    await using server = await startInProcess({ env });
    const answer = await ask(server.port, headers);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('snovio_mcp_calls');
  });

  test('they are not given to a server that others reach', async () => {
    const { code, stderr } = await runCommand(['http', '--sandbox', '--port', '0', '--host', '0.0.0.0'], {
      env: { ...env, SNOVIO_HTTP_TOKENS: TOKEN, SNOVIO_HTTP_ALLOWED_HOSTS: 'mcp.example.com' },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/others could read the figures .* needs SNOVIO_HTTP_METRICS_TOKEN\. Example: /);
  });
});

describe('with a token', () => {
  const env = { SNOVIO_HTTP_METRICS_TOKEN: FIGURES_TOKEN, SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` };

  test('whoever has it may read, whatever the server is called', async () => {
    await using server = await startInProcess({ env });
    const headers = { ...bearer(FIGURES_TOKEN), host: '10.1.2.3:3920', 'x-forwarded-for': '192.0.2.1' };
    expect((await figuresOf(server.port, headers)).get('snovio_mcp_open_calls')).toBe(0);
    const { status, text } = await ask(server.port, headers, 'HEAD');
    expect([status, text]).toEqual([200, '']);
    const posted = await ask(server.port, headers, 'POST');
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    ['nobody', {}, 'no_token'],
    ['a caller', bearer(TOKEN), 'wrong_token'],
    ['whoever knows how it begins', bearer(FIGURES_TOKEN.slice(0, -1)), 'wrong_token'],
    ['whoever adds to it', bearer(`${FIGURES_TOKEN}x`), 'wrong_token'],
    ['another scheme', { authorization: `Basic ${FIGURES_TOKEN}` }, 'wrong_token'],
    ['an empty token', { authorization: 'Bearer ' }, 'wrong_token'],
    ['two at once', { authorization: [`Bearer ${FIGURES_TOKEN}`, `Bearer ${TOKEN}`] }, 'wrong_token'],
  ])('%s may not', async (_, headers: Record<string, string | string[]>, reason) => {
    await using server = await startInProcess({ env });
    const answer = await ask(server.port, headers);
    expect([answer.status, answer.json.error.message]).toEqual([
      401,
      expect.stringContaining('_METRICS_TOKEN'),
    ]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="snovio-mcp"/);
    expect(server.audit).toMatchObject([{ who: 'nobody', outcome: reason }]);
    expect(JSON.stringify([server.audit, answer.text])).not.toContain(FIGURES_TOKEN);
  });

  test('it lets nobody call', async () => {
    await using server = await startInProcess({ env });
    expect((await rpc(server.port, 'tools/list', {}, { headers: bearer(FIGURES_TOKEN) })).status).toBe(401);
  });

  test('whoever tries many is slowed down, and the right one is let in all the same', async () => {
    await using server = await startInProcess({ env });
    for (let n = 0; n < 10; n += 1)
      expect((await ask(server.port, bearer(`${FIGURES_TOKEN}${n}`))).status).toBe(401);
    const slowed = await ask(server.port, bearer(`${FIGURES_TOKEN}10`));
    expect([slowed.status, Number(slowed.headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    expect((await ask(server.port, bearer(FIGURES_TOKEN))).status).toBe(200);
  });

  test('it is none of those that let callers in', async () => {
    const { code, stderr } = await runCommand(['http', '--sandbox', '--port', '0'], {
      env: { ...env, SNOVIO_HTTP_TOKENS: `${TOKEN},${FIGURES_TOKEN}` },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/SNOVIO_HTTP_METRICS_TOKEN: this token is one of SNOVIO_HTTP_TOKENS/);
    expect(stderr).not.toContain(FIGURES_TOKEN);
  });

  test('it is as hard to guess as those', async () => {
    const { code, stderr } = await runCommand(['http', '--sandbox', '--port', '0'], {
      env: { SNOVIO_HTTP_METRICS_TOKEN: 'short' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'SNOVIO_HTTP_METRICS_TOKEN: its value holds a token of fewer than 24 characters',
    );
  });
});
