import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { withstands } from '../withstands.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { bearer, call, http, OTHER_TOKEN, raw, rpc, TOKEN } from './kit.ts';

const head = (more: string) =>
  `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n${more}`;
const KILOBYTE = 'x'.repeat(1024);

async function stillServes({ port }: InProcessServer): Promise<void> {
  expect((await call(port, 'get_balance')).structured).toMatchObject({ balance: 1000 });
}

describe('bodies', () => {
  test('a body that is announced as too long is refused before it is read', async () => {
    await using server = await startInProcess({ limits: { bodyBytes: 4096 } });
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/list',
      params: { x: KILOBYTE.repeat(8) },
    });
    const reply = await http(server.port, { headers: { 'content-type': 'application/json' }, body });
    expect([reply.status, reply.json.error.message]).toEqual([413, expect.stringContaining('4096')]);
    await stillServes(server);
  });

  test(
    withstands('a body of unknown length that does not end', 'it is refused as soon as it is too long'),
    async () => {
      await using server = await startInProcess({ limits: { bodyBytes: 4096 } });
      const chunk = `400\r\n${KILOBYTE}\r\n`;
      const endless = Array.from({ length: 400 }, () => chunk);
      const since = Date.now();
      const text = await raw(server.port, [head('Transfer-Encoding: chunked\r\n\r\n'), ...endless], {
        everyMs: 10,
      });
      expect(text).toMatch(/^HTTP\/1\.1 413 .*\r\n/);
      expect(text).toContain('at most 4096 bytes');
      expect(Date.now() - since).toBeLessThan(3500);
      await stillServes(server);
    },
  );

  test(withstands('a body of 5 MB', 'it is answered 413, not with a broken pipe'), async () => {
    await using server = await startInProcess();
    const reply = await fetch(`http://127.0.0.1:${server.port}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ x: KILOBYTE.repeat(5000) }),
    });
    expect(reply.status).toBe(413);
  });

  test.each([
    ['no JSON', '{"jsonrpc":', -32_700],
    ['nothing', '', -32_700],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), -32_700],
    ['100,000 brackets', '['.repeat(100_000), -32_000],
    ['deep nesting in an argument', `{"a":${'['.repeat(300_000)}${']'.repeat(300_000)}}`, -32_000],
    ['200,000 values', `{"a":[${'0,'.repeat(200_000)}0]}`, -32_000],
    ['a batch of 1,000', JSON.stringify(Array.from({ length: 1000 }, () => ({}))), -32_000],
  ])('%s is refused', async (_, body, code) => {
    await using server = await startInProcess();
    const { status, json } = await http(server.port, {
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([status, json.error.code]).toEqual([400, code]);
    await stillServes(server);
  });
});

test.each<[string, unknown]>([
  ['text', 'x'.repeat(100_000)],
  ['a list', [{ email: 'a@acme.example' }]],
  ['a number', 5],
  ['null', null],
])('arguments that are %s are answered with a code and their place, not repeated', async (_, args) => {
  await using server = await startInProcess();
  const { text, json } = await rpc(server.port, 'tools/call', { name: 'get_balance', arguments: args });
  expect(json.error).toMatchObject({ code: -32_602, message: expect.stringContaining('"arguments"') });
  expect(text.length).toBeLessThan(1000);
});

test('a progress token as long as a body is not repeated with each step', async () => {
  await using server = await startInProcess();
  const stepsFor = async (progressToken: string) => {
    const emails = [1, 2, 3].map(i => `${progressToken.length}-${i}@acme.example`);
    const params = { name: 'verify_emails', arguments: { emails }, _meta: { progressToken } };
    const { text } = await rpc(server.port, 'tools/call', params);
    return text.split('notifications/progress').length - 1;
  };
  expect(await stepsFor('t')).toBeGreaterThan(0);
  expect(await stepsFor('t'.repeat(100_000))).toBe(0);
});

describe('time', () => {
  test(withstands('slow headers, a slow body, silence', 'they are cut with 408'), async () => {
    await using server = await startInProcess({ limits: { headersMs: 600, requestMs: 1200 } });
    const slowly = { everyMs: 200, ms: 5000 };
    const drip = Array.from({ length: 20 }, (_, i) => `X-${i}: y\r\n`);
    const [headers, body, silence] = await Promise.all([
      raw(server.port, ['POST /mcp HTTP/1.1\r\nHost: localhost\r\n', ...drip], slowly),
      raw(server.port, [head('Content-Length: 100\r\n\r\n'), ...drip.map(() => ' ')], slowly),
      raw(server.port, [], slowly),
    ]);
    expect(headers).toMatch(/^HTTP\/1\.1 408/);
    expect(body).toMatch(/^HTTP\/1\.1 408/);
    expect(silence).toMatch(/^(HTTP\/1\.1 408|$)/);
    await stillServes(server);
  });
});

describe('open calls', () => {
  const slow = { path: '/v1/get-balance', kind: 'slow' as const, delayMs: 1000, times: Infinity };

  test('per caller: one more is refused with Retry-After, others are served', async () => {
    const env = { SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` };
    await using server = await startInProcess({ limits: { callsPerCaller: 6, waitingPerCaller: 0 }, env });
    const by = (token: string) => ({ headers: bearer(token) });
    server.sandbox.faults.add(slow);
    const open = Array.from({ length: 3 }, () => call(server.port, 'get_balance', {}, by(TOKEN)));
    await sleep(300);
    const refused = await call(server.port, 'get_balance', {}, by(TOKEN));
    expect([refused.reply.status, refused.reply.headers['retry-after']]).toEqual([429, '5']);
    expect((await rpc(server.port, 'tools/list', {}, by(OTHER_TOKEN))).status).toBe(200);
    for (const answer of await Promise.all(open)) expect(answer.structured.balance).toBe(1000);
    expect((await rpc(server.port, 'tools/list', {}, by(TOKEN))).status, 'they have left').toBe(200);
  });

  test('in all, and a batch counts every message', async () => {
    const env = { SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` };
    const limits = { callsPerCaller: 8, callsInAll: 7, waitingPerCaller: 0 };
    await using server = await startInProcess({ limits, env });
    const by = (token: string) => ({ headers: bearer(token) });
    server.sandbox.faults.add(slow);
    const batch = (n: number) =>
      JSON.stringify(
        Array.from({ length: n }, (_, id) => ({
          jsonrpc: '2.0',
          id,
          method: 'tools/call',
          params: { name: 'get_balance', arguments: {} },
        })),
      );
    const post = (token: string, body: string) =>
      http(server.port, {
        body,
        headers: {
          ...by(token).headers,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
      });
    expect((await post(TOKEN, batch(5))).status).toBe(429);
    const open = post(TOKEN, batch(4));
    await sleep(300);
    const last = [1, 2].map(() => call(server.port, 'get_balance', {}, by(OTHER_TOKEN)));
    await sleep(300);
    expect((await rpc(server.port, 'tools/list', {}, by(OTHER_TOKEN))).status).toBe(429);
    expect((await open).text.match(/"balance":1000/g)?.length).toBeGreaterThanOrEqual(4);
    for (const answer of await Promise.all(last)) expect(answer.structured.balance).toBe(1000);
  });

  test('a client that disconnects gives its place back', async () => {
    await using server = await startInProcess({ limits: { callsPerCaller: 1 } });
    server.sandbox.faults.add({ ...slow, times: 1 });
    const gone = new AbortController();
    const cut = call(server.port, 'get_balance', {}, { signal: gone.signal });
    await sleep(300);
    gone.abort();
    await expect(cut).rejects.toThrow();
    await sleep(100);
    await stillServes(server);
  });
});
