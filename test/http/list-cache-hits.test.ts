import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, test } from 'vitest';
import { cacheLists } from '../../src/http/list-cache.ts';
import { type HttpServer, startHttpServer } from '../../src/http/server.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { http, type Reply } from './kit.ts';

// The SDK makes a server for each request that it answers itself: for a list that is answered from memory, none.

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/list',
};

interface Question {
  id?: unknown;
  method?: string;
  client?: string;
  headers?: Record<string, string>;
}

function bodyOf({ id = 1, method = 'tools/list', client = 'test' }: Question): object {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: client, version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return { jsonrpc: '2.0', id, method, params: { _meta } };
}

function list(port: number, question: Question = {}): Promise<Reply> {
  return http(port, {
    headers: { ...HEADERS, ...question.headers },
    body: JSON.stringify(bodyOf(question)),
  });
}

/** A factory that counts the servers it makes. */
function counted() {
  let made = 0;
  const factory = () => {
    made += 1;
    const server = new McpServer({ name: 'greeter', version: '1' }, { capabilities: { tools: {} } });
    server.server.setRequestHandler('tools/list', () => ({
      tools: [{ name: 'greet', inputSchema: { type: 'object' } }],
    }));
    return server;
  };
  return { factory, made: () => made };
}

async function serve(listsStay: boolean): Promise<HttpServer & { made: () => number }> {
  const { factory, made } = counted();
  const allowed = ['127.0.0.1'];
  const server = await startHttpServer({
    factory,
    host: '127.0.0.1',
    port: 0,
    listsStay,
    tokens: [],
    allowedHosts: allowed,
    allowedOrigins: allowed,
    readiness: async () => ({ ready: true, upstream: 'unknown' }),
    onError: () => {},
  });
  closing.push(() => server.close());
  return { ...server, made };
}

describe('a list that was asked for before', () => {
  test('needs no server where lists stay', async () => {
    const { port, made } = await serve(true);
    const first = await list(port);
    const before = made();
    expect(before).toBeGreaterThan(0);
    const again = await list(port, { id: 2 });
    expect(made()).toBe(before);
    expect(again.json).toEqual({ ...first.json, id: 2 });
  });

  test('needs a server where they may change', async () => {
    const { port, made } = await serve(false);
    await list(port);
    const before = made();
    await list(port, { id: 2 });
    expect(made()).toBeGreaterThan(before);
  });

  test('stays with the service: the answer is put together anew around the same result', async () => {
    const inside: InProcessServer = await startInProcess();
    closing.push(async () => inside[Symbol.asyncDispose]());
    const first = await list(inside.port);
    const again = await list(inside.port, { id: 'again' });
    expect(again.text).toBe(`{"jsonrpc":"2.0","id":"again","result":${JSON.stringify(first.json.result)}}`);
  });
});

describe('only the very same question is answered from memory', () => {
  /** The handler with the cache in front of it, and how often it had to be asked. */
  function cached() {
    const { factory, made } = counted();
    const handler = createMcpHandler(factory);
    const fetch = cacheLists(handler.fetch);
    closing.push(() => handler.close());
    const ask = async (question: Question = {}, parsedBody: unknown = bodyOf(question)) => {
      const before = made();
      const init = { method: 'POST', headers: { ...HEADERS, ...question.headers } };
      const request = new Request('http://127.0.0.1/mcp', { ...init, body: JSON.stringify(parsedBody) });
      const response = await fetch(request, { parsedBody });
      const json = (await response.json()) as { result?: object; error?: object };
      return { ...json, status: response.status, asked: made() > before };
    };
    return ask;
  }

  test.each<[string, Question]>([
    ['another client', { client: 'another' }],
    ['another method', { method: 'ping', headers: { 'mcp-method': 'ping' } }],
  ])('not that of %s', async (_, other) => {
    const ask = cached();
    expect(await ask()).toMatchObject({ asked: true, status: 200 });
    expect(await ask()).toMatchObject({ asked: false, status: 200 });
    expect((await ask(other)).asked).toBe(true);
    expect((await ask()).asked).toBe(false);
  });

  test('a header that the SDK does not look at makes no difference', async () => {
    const ask = cached();
    await ask();
    expect((await ask({ headers: { 'x-request-id': '7' } })).asked).toBe(false);
    expect((await ask({ headers: { 'mcp-session-id': '7' } })).asked).toBe(true);
  });

  test('what was refused is refused again', async () => {
    const ask = cached();
    await ask();
    for (let n = 0; n < 2; n++) {
      const refused = await ask({ headers: { 'mcp-method': 'tools/call' } });
      expect(refused.result).toBeUndefined();
      expect(refused.error).toBeDefined();
    }
  });

  test('a long one is not kept', async () => {
    const ask = cached();
    const client = 'x'.repeat(4096);
    await ask({ client });
    expect((await ask({ client })).asked).toBe(true);
    await ask({ client: 'x'.repeat(3000) });
    expect((await ask({ client: 'x'.repeat(3000) })).asked).toBe(false);
  });

  test('a hundred are kept', async () => {
    const ask = cached();
    for (let n = 0; n <= 100; n++) await ask({ client: `client ${n}` });
    expect((await ask({ client: 'client 0' })).asked).toBe(false);
    expect((await ask({ client: 'client 99' })).asked).toBe(false);
    expect((await ask({ client: 'client 100' })).asked).toBe(true);
  });
});
