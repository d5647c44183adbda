import { createMCPClient } from '@ai-sdk/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTools } from '../../tools/index.ts';
import { type Served, startServed, TOKEN } from './kit.ts';

// A host that brings an implementation of MCP of its own: what only works with the SDK's client works by accident.

let served: Served;
beforeAll(async () => {
  served = await startServed({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
});
afterAll(() => served[Symbol.asyncDispose]());
const url = () => `http://127.0.0.1:${served.port}/mcp`;

describe.each([
  ['2026-07-28', true],
  ['2025-11-25', false],
])('@ai-sdk/mcp, %s', (version, protocolVersionDiscovery) => {
  test('lists and calls tools', async () => {
    const versions = new Set<string | null>();
    const watched: typeof fetch = (to, init) => {
      versions.add(new Headers(init?.headers).get('mcp-protocol-version'));
      return fetch(to, init);
    };
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const transport = { type: 'http' as const, url: url(), headers, fetch: watched };
    const client = await createMCPClient({ transport, protocolVersionDiscovery });
    const set = await client.tools();
    expect(Object.keys(set).sort()).toEqual(defaultTools.map(tool => tool.name).sort());
    const options = { toolCallId: '1', messages: [], context: {} };
    const answer = await set.get_balance?.execute?.({}, options as never);
    expect(JSON.stringify(answer)).toContain('balance');
    await client.close();
    expect([...versions]).toContain(version);
  });
});
