import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, expect, test } from 'vitest';
import { startHarness } from '../harness.ts';
import { connectHost, REVISIONS } from './host.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { rpc } from './kit.ts';

let server: InProcessServer;
const open = async (env = {}) => {
  server = await startInProcess({ env: { SNOVIO_TOOLSETS: 'all', ...env } });
};
afterEach(() => server?.[Symbol.asyncDispose]());

const person = { email: 'jane@acme.example' };
const CALLS = [
  ['save_prospects', { listId: 'Research', prospects: [person] }, 'snovio://lists/8512908'],
  ['add_prospect_to_list', { listId: 'Research', ...person }, 'snovio://lists/8512908'],
  ['pause_campaign', { campaignId: 'Q4' }, 'snovio://campaigns/237951'],
] as const;

interface Block {
  type: string;
  uri?: string;
  text?: string;
}

test.each(REVISIONS)('%s: an answer links the list or campaign that it is about', async revision => {
  await open();
  const host = await connectHost(server.port, revision);
  for (const [name, args, uri] of CALLS) {
    const { content, structuredContent } = await host.callTool({ name, arguments: args });
    const [text, link, ...more] = content as Block[];
    expect(JSON.parse(text?.text ?? ''), name).toEqual(structuredContent);
    expect(link).toMatchObject({ type: 'resource_link', uri });
    expect(more).toEqual([]);
    const { contents } = await host.readResource({ uri });
    expect(contents).toHaveLength(1);
  }
  const made = await host.callTool({ name: 'create_prospect_list', arguments: { name: 'New' } });
  const { id } = made.structuredContent as { id: string };
  expect((made.content as Block[])[1]?.uri).toBe(`snovio://lists/${id}`);
  await host.close();
});

test('listings and failures link nothing', async () => {
  await open();
  const host = await connectHost(server.port, '2026-07-28');
  for (const [name, args] of [
    ['get_user_campaigns', {}],
    ['get_user_lists', {}],
    ['save_prospects', { listId: 'nobody', prospects: [person] }],
  ] as const) {
    const { content } = await host.callTool({ name, arguments: args });
    expect(content, name).toHaveLength(1);
  }
  await host.close();
});

test('a client of before 2025-06-18 gets the text alone', async () => {
  await open();
  const params = { name: 'save_prospects', arguments: CALLS[0][1] };
  const at = (version: string) => ({ headers: { 'mcp-protocol-version': version } });
  const blocks = async (parts = {}) =>
    (await rpc(server.port, 'tools/call', params, parts)).json.result.content.map(({ type }: Block) => type);
  expect(await blocks()).toEqual(['text']);
  expect(await blocks(at('2025-03-26'))).toEqual(['text']);
  expect(await blocks(at('2025-06-18'))).toEqual(['text', 'resource_link']);
});

test('the first SDK reads an answer with a link', async () => {
  await open();
  const client = new FirstClient({ name: 'host', version: '0' });
  await client.connect(new FirstTransport(new URL(`http://127.0.0.1:${server.port}/mcp`)));
  const { content } = await client.callTool({ name: 'save_prospects', arguments: CALLS[0][1] });
  expect((content as Block[]).map(({ type }) => type)).toEqual(['text', 'resource_link']);
  await client.close();
});

test('where the resource is not offered, nothing leads to it', async () => {
  await using h = await startHarness({ env: { SNOVIO_TOOLSETS: 'campaign-editor' } });
  const { content } = await h.client.callTool({ name: 'pause_campaign', arguments: { campaignId: 'Q4' } });
  expect(content).toHaveLength(1);
});
