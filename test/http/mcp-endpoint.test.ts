import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import { expect, test } from 'vitest';
import { type Given, mcpEndpoint } from '../../src/http/mcp-endpoint.ts';
import { startInProcess } from './in-process.ts';
import { bearer, call, http, list2026, TOKEN } from './kit.ts';

const AUTH: Given['authInfo'] = { token: '', clientId: 'test', scopes: [] };

async function listening(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** A server whose every request, with the JSON `{"a":1}`, is answered by `fetch`. */
function serve(fetch: McpHttpHandler['fetch']) {
  const answer = mcpEndpoint(fetch);
  return listening((req, res) => {
    const gone = new AbortController();
    res.once('close', () => gone.abort());
    void answer(req, res, { json: { a: 1 }, authInfo: AUTH, signal: gone.signal });
  });
}

/** The answer, of which nothing has been read. */
const opened = (port: number) =>
  new Promise<IncomingMessage>((resolve, reject) =>
    request({ host: '127.0.0.1', port, method: 'POST' }, resolve).once('error', reject).end(),
  );

const CHUNK = new Uint8Array(64 * 1024);

/** Chunks for ever, or so many of them. */
function stream(most = Number.POSITIVE_INFINITY) {
  const state = { pulled: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull: controller => {
      if (state.pulled++ < most) controller.enqueue(CHUNK);
      else controller.close();
    },
    cancel: () => {
      state.isCancelled = true;
    },
  });
  return { state, answer: () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }) };
}

test('JSON is sent at once with its length in bytes', async () => {
  await using server = await serve(async () => Response.json({ place: 'Zürich' }, { status: 400 }));
  const { status, headers, text } = await http(server.port);
  expect([status, text]).toEqual([400, '{"place":"Zürich"}']);
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '19' });
});

test('a client of 2026 gets JSON, one of 2025 a stream', async () => {
  await using server = await startInProcess({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
  const list = await list2026(server.port, TOKEN);
  expect(list.headers['content-length']).toBe(String(Buffer.byteLength(list.text)));
  const { reply } = await call(server.port, 'get_balance', {}, { headers: bearer(TOKEN) });
  expect(reply.headers['content-type']).toBe('text/event-stream');
  expect(reply.headers['transfer-encoding']).toBe('chunked');
});

test('MCP sees the request’s headers, and the JSON in the place of its body', async () => {
  const seen: unknown[] = [];
  await using server = await serve(async ({ method, url, headers, body }, options) => {
    seen.push([method, new URL(url).pathname, headers.get('x-own'), body, options]);
    return new Response(null, { status: 202 });
  });
  const reply = await http(server.port, { headers: { 'x-own': 'one, 2' }, body: '{"another":"body"}' });
  expect([reply.status, reply.text]).toEqual([202, '']);
  expect(seen).toEqual([['POST', '/mcp', 'one, 2', null, { authInfo: AUTH, parsedBody: { a: 1 } }]]);
});

test('a stream waits for a client that does not read', async () => {
  const { state, answer } = stream(500);
  await using server = await serve(async () => answer());
  const response = await opened(server.port);
  await expect.poll(() => state.pulled, { interval: 200 }).toBeGreaterThan(1);
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = state.pulled === before;
        before = state.pulled;
        return isStill;
      },
      { interval: 200, timeout: 5000 },
    )
    .toBe(true);
  expect(state.pulled).toBeLessThan(500);
  let bytes = 0;
  for await (const part of response) bytes += part.length;
  expect(bytes).toBe(500 * CHUNK.length);
});

test('a client that leaves ends the stream, and the request', async () => {
  const { state, answer } = stream();
  const signals: AbortSignal[] = [];
  await using server = await serve(async ({ signal }) => {
    signals.push(signal);
    return answer();
  });
  const response = await opened(server.port);
  response.destroy();
  await expect.poll(() => state.isCancelled).toBe(true);
  expect(signals[0]?.aborted).toBe(true);
});

test('nothing is written to a stream that the server has ended, and that its client has not read yet', async () => {
  const faults: Error[] = [];
  let ended = false;
  await using server = await listening((_, res) => {
    const body = new ReadableStream<Uint8Array>({
      pull: async controller => {
        controller.enqueue(new Uint8Array(1000));
        await new Promise(resolve => setImmediate(resolve));
        // What is waiting here is not sent, so the connection stays open.
        if (!ended && res.socket?.writableLength) ended = Boolean(res.end());
      },
    });
    const { signal } = new AbortController();
    const headers = { 'content-type': 'text/event-stream' };
    res.once('error', error => faults.push(error));
    void mcpEndpoint(async () => new Response(body, { headers }))(res.req, res, {
      json: {},
      authInfo: AUTH,
      signal,
    });
  });
  const response = await opened(server.port);
  await expect.poll(() => ended, { timeout: 10_000 }).toBe(true);
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(faults).toEqual([]);
  response.resume();
  await once(response, 'end');
});

test('a stream that breaks off ends the answer', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: controller => controller.error(new Error('the server is stopping')),
  });
  const headers = { 'content-type': 'text/event-stream' };
  await using server = await serve(async () => new Response(broken, { headers }));
  expect(await http(server.port)).toMatchObject({ status: 200, text: '' });
});
