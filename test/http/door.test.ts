import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkOf } from '../../src/http/address.ts';
import { as, bearer, call, http, raw, rpc, type Served, startServed, TOKEN } from './kit.ts';

let open: Served;
let guarded: Served;
beforeAll(async () => {
  open = await startServed();
  guarded = await startServed({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
});

const status = async (headers: Record<string, string | string[]>, { port } = open) =>
  (await rpc(port, 'tools/list', {}, { headers })).status;

describe('a request that is not clear about its Host is 400', () => {
  test.each([
    'evil@localhost',
    'localhost:1@evil.example',
    'user:pass@localhost',
    'localhost, evil.example',
    'localhost evil.example',
    'localhost/evil.example',
    'localhost#evil.example',
    'localhost?evil.example',
    'localhost\\evil.example',
    'http://localhost',
    '%6cocalhost',
    'localhost:port',
    'localhost:-1',
    '[::1',
    '[::1%25eth0]',
    '[localhost]',
    '::1',
    ' ',
  ])('Host: %j', async host => {
    const { status, json } = await rpc(open.port, 'tools/list', {}, { headers: { host } });
    expect(status).toBe(400);
    expect(json.error.message).toContain('one Host');
  });

  test('two Host headers, also of the same name, also for probes', async () => {
    for (const second of ['localhost', 'evil.example', ''])
      for (const start of ['POST /mcp', 'GET /healthz']) {
        const head = `${start} HTTP/1.1\r\nHost: localhost\r\nhost: ${second}\r\nContent-Length: 0\r\n\r\n`;
        expect(await raw(open.port, [head]), head).toMatch(/^HTTP\/1\.1 400/);
      }
  });

  test('an empty Host', async () => {
    const head = 'POST /mcp HTTP/1.1\r\nHost:\r\nContent-Length: 0\r\n\r\n';
    expect(await raw(open.port, [head])).toMatch(/^HTTP\/1\.1 400/);
  });

  test('a target that names a host of its own', async () => {
    for (const target of ['http://evil.example/mcp', 'http://localhost/mcp', 'localhost/mcp', '*']) {
      const method = target === '*' ? 'OPTIONS' : 'POST';
      const reply = await raw(open.port, [`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`]);
      expect(reply, target).toMatch(/^HTTP\/1\.1 400/);
    }
  });

  test('a name with a final dot, or a port out of range, is not the name; an empty port is none', async () => {
    for (const host of ['localhost.', 'localhost:99999', 'localhost:0x50'])
      expect(await status({ host }), host).toBeOneOf([400, 403]);
    for (const host of ['localhost:', 'LOCALHOST', '[::1]', '[0:0:0:0:0:0:0:1]:80'])
      expect(await status({ host }), host).toBe(200);
  });
});

describe('forwarded requests', () => {
  const headers: [string, string][] = [
    ['Forwarded', 'for=192.0.2.1;host=mcp.example.com'],
    ['X-Forwarded-For', '192.0.2.1'],
    ['X-Forwarded-Host', 'localhost'],
    ['X-Forwarded-Proto', 'https'],
    ['x-forwarded-port', ''],
    ['X-Real-IP', '192.0.2.1'],
    ['Via', '1.1 proxy'],
    ['X_Forwarded_For', '192.0.2.1'],
    ['X-Client-IP', '192.0.2.1'],
    ['X-Cluster-Client-IP', '192.0.2.1'],
    ['CF-Connecting-IP', '192.0.2.1'],
    ['CF-Ray', '8a1b2c3d4e5f-FRA'],
    ['True-Client-IP', '192.0.2.1'],
    ['Fastly-Client-IP', '192.0.2.1'],
    ['X-Envoy-External-Address', '192.0.2.1'],
    ['CDN-Loop', 'cloudflare'],
  ];
  test.each(headers)('%s is refused on a server without tokens', async (name, value) => {
    const { status, json } = await rpc(open.port, 'tools/list', {}, { headers: { [name]: value } });
    expect([status, json.error.message]).toEqual([403, expect.stringContaining('SNOVIO_HTTP_TOKENS')]);
  });

  test('with tokens, or for a probe, they do no harm', async () => {
    const all = Object.fromEntries(headers);
    expect(await status({ ...all, ...bearer(TOKEN) }, guarded)).toBe(200);
    const probe = { method: 'GET', path: '/healthz', headers: all };
    expect((await http(open.port, probe)).status).toBe(200);
  });
});

describe('misspelt credential headers', () => {
  const [id, secret] = [{ 'snovio-client-id': 'sandbox' }, { 'snovio-client-secret': 'sandbox' }];
  const misspelt: [string, Record<string, string>][] = [
    ['Snovio-ClientId', { 'Snovio-ClientId': 'tenant', 'Snovio-ClientSecret': 'secret' }],
    ['Snovio_Client_Id', { Snovio_Client_Id: 'tenant', Snovio_Client_Secret: 'secret' }],
    ['X-Snovio-Client-Id', { 'X-Snovio-Client-Id': 'tenant', 'X-Snovio-Client-Secret': 'secret' }],
    ['Snovio-User-Id', { 'Snovio-User-Id': 'tenant' }],
    ['Snov-Client-Id', { 'Snov-Client-Id': 'tenant' }],
    ['SNOVIO_CLIENT_ID', { SNOVIO_CLIENT_ID: 'tenant' }],
    ['one of them beside the pair', { ...id, ...secret, 'Snovio-Client-Secrt': 'x' }],
    ['an empty one', { 'Snovio-Account': '' }],
  ];
  test.each(misspelt)("%s is an error, never the operator's account", async (_, headers) => {
    const { reply } = await call(open.port, 'get_balance', {}, { headers });
    expect(reply.status).toBe(400);
    expect(reply.json.error.message).toMatch(
      /^The header "\S+" is not known here\. Snovio-Client-Id and Snovio/,
    );
    expect(reply.text).not.toContain('tenant');
  });

  test('none of them reached Snov.io; the right ones do', async () => {
    expect(open.sandbox.requests).toEqual([]);
    const answer = await call(open.port, 'get_balance', {}, { headers: as('sandbox', 'sandbox') });
    expect(answer.structured).toMatchObject({ balance: 1000 });
  });

  test('a long name is cut in the answer', async () => {
    const { text } = await rpc(
      open.port,
      'tools/list',
      {},
      { headers: { [`snovio-${'x'.repeat(5000)}`]: '1' } },
    );
    expect(text.length).toBeLessThan(500);
  });
});

test('an address is counted as its network', () => {
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(networkOf('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64');
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0::/64');
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
  expect(networkOf(undefined)).toBe('unknown');
});
