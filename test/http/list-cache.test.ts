import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultTools } from '../../tools/index.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { http, type Reply, rpc } from './kit.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await startInProcess();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/list',
};

function list(id: unknown, { version = '2026-07-28', headers = {} } = {}): Promise<Reply> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/list', params: { _meta } });
  return http(server.port, { headers: { ...HEADERS, ...headers }, body });
}

test('a list that was asked for before comes again under the new id', async () => {
  const first = await list(1);
  expect(first.json.result.tools).toHaveLength(defaultTools.length);
  for (const id of [2, 'three', 2]) {
    const again = await list(id);
    expect(again.json).toEqual({ ...first.json, id });
    expect(again.headers['content-type']).toBe('application/json');
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  }
});

test('what the protocol refuses is refused however often it is asked', async () => {
  await list(1);
  for (let n = 0; n < 2; n++) {
    expect((await list(4, { headers: { 'mcp-method': 'tools/call' } })).status).toBe(400);
    expect((await list(5, { version: '2099-01-01' })).json.error).toBeDefined();
    expect((await list(null)).json.result).toBeUndefined();
    expect((await list({})).json?.result).toBeUndefined();
  }
});

test('a client of the 2025 era gets the same tools', async () => {
  const modern = await list(6);
  const legacy = await rpc(server.port, 'tools/list');
  expect(legacy.json.result.tools).toEqual(modern.json.result.tools);
});
