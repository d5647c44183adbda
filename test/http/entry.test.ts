import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLoopback } from '../../src/snovio/transport/times.ts';
import { runCommand } from '../commands/in-process.ts';
import { as, bearer, call, http, OTHER_TOKEN, raw, rpc, type Served, startServed, TOKEN } from './kit.ts';

let open: Served;
let guarded: Served;
beforeAll(async () => {
  open = await startServed();
  guarded = await startServed({ env: { SNOVIO_HTTP_TOKENS: `${OTHER_TOKEN}, ${TOKEN}` } });
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
});

describe('bearer tokens', () => {
  test('a known token is let in', async () => {
    for (const token of [TOKEN, OTHER_TOKEN]) {
      const answer = await call(guarded.port, 'get_balance', {}, { headers: bearer(token) });
      expect(answer.structured).toMatchObject({ balance: 1000 });
    }
    const lower = { headers: { authorization: `bearer ${TOKEN}` } };
    expect((await rpc(guarded.port, 'tools/list', {}, lower)).status).toBe(200);
  });

  test('without a token the answer says how to come back', async () => {
    const { status, headers, json } = await rpc(guarded.port, 'tools/list');
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer realm="snovio-mcp"');
    expect(json).toMatchObject({
      jsonrpc: '2.0',
      id: null,
      error: { message: expect.stringContaining('token') },
    });
  });

  const wrong: Record<string, string | string[]> = {
    'a wrong one': 'Bearer nonsense',
    'one letter short': `Bearer ${TOKEN.slice(0, -1)}`,
    'one letter more': `Bearer ${TOKEN}e`,
    'in another case': `Bearer ${TOKEN.toUpperCase()}`,
    'two at once': `Bearer ${TOKEN} ${TOKEN}`,
    'the whole list': `Bearer ${OTHER_TOKEN},${TOKEN}`,
    'no scheme': TOKEN,
    'another scheme': `Basic ${TOKEN}`,
    'an empty one': 'Bearer ',
    'two headers': [`Bearer ${TOKEN}`, 'Bearer other'],
  };
  test.each(Object.entries(wrong))('refused: %s', async (_, authorization) => {
    const { status, headers, text } = await rpc(
      guarded.port,
      'tools/list',
      {},
      { headers: { authorization } },
    );
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer realm="snovio-mcp", error="invalid_token"/);
    expect(text).not.toContain(TOKEN);
  });

  test('nothing of a token is logged', () => {
    expect(guarded.log()).not.toMatch(/correct-horse|incorrect-mule|nonsense/);
  });
});

describe('Host and Origin', () => {
  const hosts = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '[::2]'];
  test.each(hosts)('refused: Host %s', async host => {
    const { status, text } = await rpc(open.port, 'tools/list', {}, { headers: { host } });
    expect(status).toBe(403);
    expect(text).not.toContain(host);
  });
  const origins = ['https://evil.example', 'http://localhost.evil.example', 'null', 'file://', 'junk'];
  test.each(origins)('refused: Origin %s', async origin => {
    expect((await rpc(open.port, 'tools/list', {}, { headers: { origin } })).status).toBe(403);
    const known = { headers: { origin, ...bearer(TOKEN) } };
    expect((await rpc(guarded.port, 'tools/list', {}, known)).status, 'a token does not help').toBe(403);
  });

  test('two Origins, or none of HTTP/1.0, do not slip through', async () => {
    const two = { headers: { origin: ['http://localhost', 'https://evil.example'] } };
    expect((await rpc(open.port, 'tools/list', {}, two)).status).toBe(403);
    expect(await raw(open.port, ['POST /mcp HTTP/1.0\r\n\r\n'])).toMatch(/^HTTP\/1\.1 403/);
  });

  test('this machine is let in, by any port', async () => {
    for (const name of ['localhost', '127.0.0.1:1', '[::1]:8080']) {
      const headers = { host: name, origin: `http://${name}` };
      expect((await rpc(open.port, 'tools/list', {}, { headers })).status).toBe(200);
    }
  });

  test('configured names replace them', async () => {
    await using served = await startServed({
      args: [
        '--host',
        '0.0.0.0',
        '--allowed-hosts',
        'mcp.example.com:8443',
        '--allowed-origins',
        'https://chat.example.com',
      ],
      env: { SNOVIO_HTTP_TOKENS: TOKEN },
    });
    const status = async (headers: Record<string, string>) =>
      (await rpc(served.port, 'tools/list', {}, { headers: { ...bearer(TOKEN), ...headers } })).status;
    expect(await status({ host: 'mcp.example.com' })).toBe(200);
    expect(await status({ host: 'mcp.example.com', origin: 'https://chat.example.com' })).toBe(200);
    expect(await status({ host: 'localhost' })).toBe(403);
    expect(await status({ host: 'mcp.example.com', origin: 'http://localhost' })).toBe(403);
    const anywhere = { method: 'GET', path: '/healthz', headers: { host: 'kubelet' } };
    expect((await http(served.port, anywhere)).status).toBe(200);
  });
});

describe('a server that other machines can reach needs tokens and host names', () => {
  const start = (host: string, env: Record<string, string> = {}) =>
    runCommand(['http', '--sandbox', '--port', '0', '--host', host], { env });

  test.each(['0.0.0.0', '::', '192.0.2.1', 'example.com', '127.0.0.1.example.com', ''])(
    'else it does not start: %j',
    async host => {
      const { code, stderr, stdout } = await start(host);
      expect(code).toBe(2);
      expect(stderr).toMatch(/SNOVIO_HTTP_TOKENS.*SNOVIO_HTTP_ALLOWED_HOSTS.*Example: /);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stdout).toBe('');
    },
  );

  test.each(['localhost', '127.0.0.1', '127.8.9.1', '::1'])('%s is only reached from this machine', host => {
    expect(isLoopback(host)).toBe(true);
  });

  test('the line names what is missing, and only that', async () => {
    const tokens = await start('0.0.0.0', { SNOVIO_HTTP_ALLOWED_HOSTS: 'mcp.example.com' });
    expect([tokens.code, tokens.stderr]).toEqual([
      2,
      expect.stringMatching(/needs SNOVIO_HTTP_TOKENS \([^)]*\)\. /),
    ]);
    const hosts = await start('0.0.0.0', { SNOVIO_HTTP_TOKENS: TOKEN });
    expect([hosts.code, hosts.stderr]).toEqual([
      2,
      expect.stringMatching(/needs SNOVIO_HTTP_ALLOWED_HOSTS \([^)]*\)\. /),
    ]);
    const none = await start('0.0.0.0', { SNOVIO_HTTP_TOKENS: TOKEN, SNOVIO_HTTP_ALLOWED_HOSTS: ',' });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('SNOVIO_HTTP_ALLOWED_HOSTS')]);
  });
});

describe('credentials of a request', () => {
  const ID = 'snovio-client-id';
  const SECRET = 'snovio-client-secret';
  const odd: [string, Record<string, string | string[]>][] = [
    ['an id alone', { [ID]: 'sandbox' }],
    ['a secret alone', { [SECRET]: 'sandbox' }],
    ['an empty id', as('', 'sandbox')],
    ['an empty secret', as('sandbox', '')],
    ['two ids', { [ID]: ['sandbox', 'sandbox'], [SECRET]: 'sandbox' }],
    ['two secrets', { [ID]: 'sandbox', [SECRET]: ['sandbox', 'other'] }],
    ['ids that a proxy has joined', as('sandbox, sandbox', 'sandbox')],
    ['umlauts', as('sändbox', 'sandbox')],
    ['a tab inside', as('sand\tbox', 'sandbox')],
    ['bytes above ASCII', as('sandbox', 'sandbox\xff')],
    ['far too long', as('x'.repeat(300), 'sandbox')],
  ];
  test.each(odd)('refused: %s', async (_, headers) => {
    const { status, json } = await rpc(open.port, 'tools/call', { name: 'get_balance' }, { headers });
    expect(status).toBe(400);
    expect(json.error.message).toContain('Snovio-Client-Id and Snovio-Client-Secret');
  });

  test.each(['\r\n X: y', '\0', '\x01', '\x7f'])('refused: injected %j', async bytes => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_balance"}}';
    const head = [
      'POST /mcp HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Accept: application/json, text/event-stream',
      `Content-Length: ${body.length}`,
      'Connection: close',
      `Snovio-Client-Id: sand${bytes}box`,
      'Snovio-Client-Secret: sandbox',
    ].join('\r\n');
    expect(await raw(open.port, [`${head}\r\n\r\n${body}`])).toMatch(/^HTTP\/1\.1 400/);
  });

  test('none of them reached Snov.io', () => {
    expect(open.sandbox.requests.filter(request => request.path.includes('balance'))).toEqual([]);
  });
});
