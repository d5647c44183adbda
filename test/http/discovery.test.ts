import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import serverJson from '../../server.json' with { type: 'json' };
import cardSchema from '../fixtures/server-card.schema.json' with { type: 'json' };
import { connectHost } from './host.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { bearer, http, type RequestParts, rpc, TOKEN } from './kit.ts';

const CARD = '/mcp/server-card';
const CATALOG = '/.well-known/ai-catalog.json';
const ours = { SNOVIO_HTTP_TOKENS: TOKEN, SNOVIO_HTTP_ALLOWED_HOSTS: 'mcp.example.com,localhost' };

let server: InProcessServer;
const start = async (env = {}) => {
  server = await startInProcess({ env });
};
afterEach(() => server[Symbol.asyncDispose]());
const get = (path: string, parts: RequestParts = {}) => http(server.port, { method: 'GET', path, ...parts });
const remoteOf = async (headers: Record<string, string>) => {
  const { json } = await get(CARD, { headers });
  return json.remotes[0].url;
};

describe('the card', () => {
  test('fits the schema of server cards', async () => {
    await start();
    const { status, headers, json } = await get(CARD);
    expect([status, headers['content-type']]).toEqual([200, 'application/mcp-server-card+json']);
    const schema = { ...cardSchema, $ref: '#/$defs/ServerCard' };
    const check = new AjvJsonSchemaValidator().getValidator(schema);
    expect(check(json)).toMatchObject({ valid: true });
    for (const wrong of [{ name: 'x' }, { remotes: [{ type: 'stdio' }] }, { $schema: 'https://example.com' }])
      expect(check({ ...json, ...wrong })).toMatchObject({ valid: false });
  });

  test('says what the registry says, and what a client then meets', async () => {
    await start();
    const { json } = await get(CARD);
    const { name, title, description, version, websiteUrl, repository } = serverJson;
    expect(json).toMatchObject({ name, title, description, version, websiteUrl, repository });
    const [{ url, supportedProtocolVersions }] = json.remotes;
    const client = new Client({ name: 'host', version: '0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    expect(client.getServerVersion()).toMatchObject({ version: packageJson.version, title: 'Snov.io' });
    await client.close();
    const modern = await connectHost(server.port, '2026-07-28');
    expect(supportedProtocolVersions).toContain(modern.getNegotiatedProtocolVersion());
    await modern.close();
    for (const protocolVersion of supportedProtocolVersions.slice(1)) {
      const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'host', version: '0' } };
      const { json } = await rpc(server.port, 'initialize', params);
      expect(json.result.protocolVersion).toBe(protocolVersion);
    }
  });

  test('asks for a token only where one is needed', async () => {
    await start();
    const names = async () =>
      (await get(CARD, { headers: { host: 'localhost' } })).json.remotes[0].headers.map(
        (header: { name: string }) => header.name,
      );
    expect(await names()).toEqual(['Snovio-Client-Id', 'Snovio-Client-Secret']);
    await server[Symbol.asyncDispose]();
    await start(ours);
    expect(await names()).toEqual(['Authorization', 'Snovio-Client-Id', 'Snovio-Client-Secret']);
  });

  test('needs no token, and tells nothing of account, tokens or machine', async () => {
    await start(ours);
    for (const path of [CARD, CATALOG]) {
      const { status, text } = await get(path, { headers: { host: 'mcp.example.com' } });
      expect(status).toBe(200);
      expect(text).not.toMatch(new RegExp(`${TOKEN}|sandbox|127\\.0\\.0\\.1|${server.sandbox.url}`));
    }
    expect(server.sandbox.requests).toEqual([]);
    expect(server.calls).toEqual([]);
  });
});

test('the catalog leads to the card', async () => {
  await start(ours);
  const { status, headers, json } = await get(CATALOG, { headers: { host: 'mcp.example.com' } });
  expect([status, headers['content-type']]).toEqual([200, 'application/ai-catalog+json']);
  expect(json).toEqual({
    specVersion: '1.0',
    entries: [
      {
        identifier: 'urn:air:mcp.example.com:mcp:snovio-mcp',
        type: 'application/mcp-server-card+json',
        url: 'http://mcp.example.com/mcp/server-card',
      },
    ],
  });
});

describe('behind a proxy', () => {
  beforeEach(() => start(ours));

  test.each([
    [{ host: 'mcp.example.com', 'x-forwarded-proto': 'https' }, 'https://mcp.example.com/mcp'],
    [{ host: 'mcp.example.com', 'x-forwarded-proto': 'https, http' }, 'https://mcp.example.com/mcp'],
    [
      { host: 'localhost:3920', 'x-forwarded-host': 'mcp.example.com:8443' },
      'http://mcp.example.com:8443/mcp',
    ],
    [
      {
        host: 'localhost:3920',
        forwarded: 'for=192.0.2.1;host="mcp.example.com";proto=https, for=192.0.2.2',
      },
      'https://mcp.example.com/mcp',
    ],
    // What is not let in as a Host is not repeated.
    [{ host: 'mcp.example.com', 'x-forwarded-host': 'evil.test' }, 'http://mcp.example.com/mcp'],
    [
      { host: 'mcp.example.com', 'x-forwarded-host': 'mcp.example.com/x@evil.test' },
      'http://mcp.example.com/mcp',
    ],
    [{ host: 'mcp.example.com', 'x-forwarded-proto': 'javascript' }, 'http://mcp.example.com/mcp'],
    [{ host: 'mcp.example.com', forwarded: 'host=;;proto' }, 'http://mcp.example.com/mcp'],
  ])('%j: %s', async (headers, url) => {
    expect(await remoteOf(headers)).toBe(url);
  });

  test('caches are told by what the answers differ', async () => {
    const { headers } = await get(CARD, { headers: { host: 'mcp.example.com' } });
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=3600',
      vary: 'Forwarded, X-Forwarded-Host, X-Forwarded-Proto',
    });
  });
});

describe('the door', () => {
  test.each([CARD, CATALOG])('%s is refused where /mcp is', async path => {
    await start();
    const refused: Record<string, string>[] = [
      { host: 'evil.test' },
      { origin: 'https://evil.test' },
      { 'x-forwarded-for': '192.0.2.1' },
    ];
    for (const headers of refused) {
      const there = await rpc(server.port, 'tools/list', {}, { headers });
      const here = await get(path, { headers });
      expect([here.status, here.json.error]).toEqual([there.status, there.json.error]);
      expect(here.status).toBe(403);
      expect(here.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await get(path, { headers: { host: 'evil@localhost' } })).status).toBe(400);
  });

  test('a page that is let in may read it', async () => {
    await start({ ...ours, SNOVIO_HTTP_ALLOWED_ORIGINS: 'https://chat.example.com' });
    const headers = { host: 'mcp.example.com', origin: 'https://chat.example.com' };
    expect((await get(CARD, { headers })).headers['access-control-allow-origin']).toBe('*');
    const preflight = await get(CARD, { method: 'OPTIONS', headers });
    expect([preflight.status, preflight.text]).toEqual([204, '']);
    expect(preflight.headers['access-control-allow-headers']).toContain('If-None-Match');
  });

  test('only reading: another method is refused', async () => {
    await start();
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await get(CARD, { method, body: '{}' })).status).toBe(405);
    const { status, text, headers } = await get(CARD, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(500);
  });

  test('who has it already gets no second copy', async () => {
    await start();
    const { headers } = await get(CARD);
    const etag = String(headers.etag);
    const again = await get(CARD, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
    expect((await get(CARD, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('a flood is told to wait', { timeout: 60_000 }, async () => {
    await start();
    const statuses = new Set<number>();
    for (let round = 0; round < 31; round += 1) {
      const replies = await Promise.all(Array.from({ length: 20 }, () => get(CARD)));
      for (const { status, headers } of replies) {
        statuses.add(status);
        if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
    }
    expect([...statuses].sort()).toEqual([200, 429]);
    expect((await rpc(server.port, 'tools/list')).status).toBe(200);
  });

  test('nothing else is beside it', async () => {
    await start(ours);
    for (const path of ['/mcp/server-card/', '/mcp/other', '/.well-known/other'])
      expect((await get(path, { headers: { ...bearer(TOKEN) } })).status).toBe(404);
  });
});
