import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTools } from '../../tools/index.ts';
import { asAnswer } from '../harness.ts';
import { as, call, http, rpc, type Served, startServed, TOKEN, WINDOW_MS } from './kit.ts';

let served: Served;
beforeAll(async () => {
  served = await startServed();
});
afterAll(() => served[Symbol.asyncDispose]());

const url = () => new URL(`http://127.0.0.1:${served.port}/mcp`);
const me = { name: 'host', version: '0' };
const question = { name: 'verify_emails', arguments: { emails: ['mara.lindqvist@acme.example'] } };

describe('both protocol eras', () => {
  const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } };
  test.each([
    ['2026-07-28', modern],
    ['2025-11-25', {}],
  ])('%s lists and calls', async (_, options) => {
    const client = new Client(me, options);
    await client.connect(new StreamableHTTPClientTransport(url()));
    const listed = await client.listTools();
    expect(listed.tools.map(tool => tool.name)).toEqual(defaultTools.map(tool => tool.name));
    const answer = asAnswer(await client.callTool(question));
    expect(answer.structured.results).toMatchObject([{ status: 'valid' }]);
    await client.close();
  });

  test("the first SDK's client lists and calls", async () => {
    const client = new FirstClient(me);
    await client.connect(new FirstTransport(url()));
    expect((await client.listTools()).tools).toHaveLength(defaultTools.length);
    expect(asAnswer(await client.callTool(question)).structured.results).toMatchObject([{ status: 'valid' }]);
    await client.close();
  });

  test('progress arrives during the call', async () => {
    const client = new Client(me, modern);
    await client.connect(new StreamableHTTPClientTransport(url()));
    const seen: object[] = [];
    const emails = ['tomas.reyes@acme.example', 'jo.park@globex.example'];
    await client.callTool(
      { name: 'verify_emails', arguments: { emails } },
      { onprogress: progress => seen.push(progress) },
    );
    expect(seen.length).toBeGreaterThan(0);
    await client.close();
  });

  test('no session is opened, and only POST is served', async () => {
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: me };
    const { status, headers } = await rpc(served.port, 'initialize', params);
    expect([status, headers['mcp-session-id']]).toEqual([200, undefined]);
    for (const method of ['GET', 'DELETE', 'PUT', 'OPTIONS']) {
      const reply = await http(served.port, { method });
      expect([reply.status, reply.headers.allow]).toEqual([405, 'POST']);
    }
  });
});

describe('probes', () => {
  test('answer any Host, without a token, and tell no details', async () => {
    await using guarded = await startServed({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
    for (const path of ['/healthz', '/readyz']) {
      const reply = await http(guarded.port, {
        method: 'GET',
        path,
        headers: { host: 'anything', origin: 'null' },
      });
      expect([reply.status, reply.headers['cache-control']]).toEqual([200, 'no-store']);
      expect(reply.text).toMatch(/^{"status":"(ok|ready)"(,"upstream":"unknown")?}$/);
    }
    const elsewhere = await http(guarded.port, {
      method: 'GET',
      path: '/metrics',
      headers: { host: 'anything' },
    });
    expect(elsewhere.status).toBe(404);
  });

  test('readiness reports upstream without failing on it', async () => {
    await using lonely = await startServed();
    const ready = async () => (await http(lonely.port, { method: 'GET', path: '/readyz' })).json;
    lonely.sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', status: 502, times: Infinity });
    await call(lonely.port, 'get_balance', {}, {});
    expect(await ready()).toEqual({ status: 'ready', upstream: 'failing' });
    lonely.sandbox.faults.clear();
    await call(lonely.port, 'get_balance');
    expect(await ready()).toEqual({ status: 'ready', upstream: 'ok' });
  });
});

describe('the log', () => {
  test('has one line a call, whose request id the caller gets too', async () => {
    const { reply } = await call(served.port, 'get_balance');
    const id = String(reply.headers['x-request-id']);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.json.result._meta).toEqual({ 'snovio/requestId': id });
    const lines = () => served.calls().filter(line => line.requestId === id);
    await expect.poll(lines).toEqual([
      {
        level: 30,
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        requestId: id,
        tool: 'get_balance',
        outcome: 'ok',
        ms: expect.any(Number),
        upstream: { 'GET /v1/get-balance': 1 },
        account: expect.stringMatching(/^[0-9a-f]{16}$/),
        msg: 'call',
      },
    ]);
  });

  test('names failures by their code, and upstream by templates', async () => {
    await call(served.port, 'get_balance', { surplus: 'jane@secret.example' });
    await call(served.port, 'find_emails', {
      people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }],
    });
    const replies = await call(served.port, 'get_all_campaign_replies', { campaignId: 'Q4 outreach' });
    await call(served.port, 'delete_webhook', { webhookId: '987654321', confirm: true });
    await call(served.port, 'get_balance', {}, { headers: as('tenant-id-1234', 'tenant-secret-5678') });
    const outcomes = () => served.calls().map(({ tool, outcome }) => `${tool} ${outcome}`);
    await expect.poll(outcomes).toContain('get_balance unauthorized');
    expect(outcomes()).toContain('get_balance invalid_input');
    expect(replies.reply.status).toBe(200);
    const paths = served.calls().flatMap(line => Object.keys(line.upstream as object));
    for (const path of paths) expect(path).toMatch(/^(GET|POST|PUT|DELETE) (\/(v\d|[a-z][a-z_-]*|\{id\}))+$/);
    expect(paths).toContain('DELETE /v2/webhooks/{id}');
  });

  test('holds nothing of what was asked, answered or configured', async () => {
    await rpc(served.port, 'no/such method jane@secret.example');
    await http(served.port, {
      headers: { 'content-type': 'application/json' },
      body: '{"x":"jane@secret.example"',
    });
    const private_ =
      /jane|secret|acme|mara|lindqvist|tenant|987654321|Q4|sandbox"|Bearer|access_token|@|127\.0\.0\.1(?!:\d+\/mcp)/i;
    for (const line of served.log().split('\n')) expect(line).not.toMatch(private_);
  });

  test('knows accounts apart, under other names in another process', async () => {
    const accounts = [
      { id: 'one', secret: 's1' },
      { id: 'two', secret: 's2' },
    ];
    const names: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      await using own = await startServed({ sandbox: { accounts } });
      for (const { id, secret } of [...accounts, accounts[0] ?? { id: '', secret: '' }]) {
        await call(own.port, 'get_balance', {}, { headers: as(id, secret) });
      }
      await expect.poll(own.calls).toHaveLength(3);
      const [a, b, again] = own.calls().map(line => line.account);
      expect(again).toBe(a);
      names.push(a, b);
    }
    expect(new Set(names).size).toBe(4);
  });
});

describe('SIGTERM', () => {
  test('running calls finish, new ones are refused, the exit code is 0', async () => {
    await using own = await startServed({ sandbox: { taskSeconds: [120, 120] } });
    const running = call(own.port, 'verify_emails', { emails: ['mara.lindqvist@acme.example'] });
    await expect.poll(() => own.sandbox.charges.length).toBe(1);
    const code = own.stop();
    await expect.poll(own.log).toContain('stopping');
    await expect(call(own.port, 'get_balance')).rejects.toThrow(/ECONNREFUSED/);
    expect((await running).structured.results).toMatchObject([{ status: 'valid' }]);
    expect(await code).toBe(0);
  });

  test('a call that takes longer answers pending in time', async () => {
    await using own = await startServed({ sandbox: { taskSeconds: [6000, 6000] } });
    const listening = rpc(own.port, 'tools/list');
    const running = call(own.port, 'verify_emails', {
      emails: ['mara.lindqvist@acme.example'],
      waitSeconds: 60,
    });
    // Not a flow: it has nothing to answer with, and must not hold the end up either.
    own.sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', status: 503, times: Infinity });
    own.sandbox.faults.add({ path: '/v1/get-user-lists', kind: 'hang', times: Infinity });
    const reading = call(own.port, 'get_user_lists', {});
    await listening;
    await new Promise(resolve => setTimeout(resolve, 500));
    const since = Date.now();
    const code = own.stop();
    expect((await running).structured).toMatchObject({ results: [{ status: 'pending' }], pending: 1 });
    await reading;
    expect(await code).toBe(0);
    expect(Date.now() - since).toBeLessThan(25_000);
  });

  test('streams that only listen end at once', async () => {
    await using own = await startServed();
    const client = new Client(me, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${own.port}/mcp`)));
    const stream = listen(own.port);
    await new Promise(resolve => setTimeout(resolve, WINDOW_MS));
    const since = Date.now();
    expect(await own.stop()).toBe(0);
    expect(Date.now() - since).toBeLessThan(5000);
    expect((await stream).status).toBe(200);
    await client.close();
  });
});

/** Opens a stream that the server ends. */
function listen(port: number) {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'subscriptions/listen',
    params: {
      notifications: { toolsListChanged: true },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': me,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
  return http(port, {
    body,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    },
  });
}
