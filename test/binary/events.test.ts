import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, test } from 'vitest';
import { addOwn, deliver, REPLY, startReachable } from '../http/events/kit.ts';
import { bareEnv, MAIN } from './binary.ts';

const EVENTS = 'snovio://events';

test.each([
  ['2026-07-28', (client: Client) => client.listen({ resourceSubscriptions: [EVENTS] })],
  ['2025-11-25', (client: Client) => client.subscribeResource({ uri: EVENTS })],
])(
  '%s on stdio: what came to the HTTP server of the same state directory is heard and read',
  async (revision, watch) => {
    const stateDir = await mkdtemp(join(tmpdir(), 'events-'));
    await using server = await startReachable({ SNOVIO_STATE_DIR: stateDir });
    const pinned = revision.startsWith('2026') ? { versionNegotiation: { mode: { pin: revision } } } : {};
    const client = new Client({ name: 'host', version: '0' }, pinned);
    const heard: string[] = [];
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      heard.push(params.uri);
    });
    const env = {
      ...bareEnv(),
      SNOVIO_CLIENT_ID: 'sandbox',
      SNOVIO_CLIENT_SECRET: 'sandbox',
      SNOVIO_API_URL: server.sandbox.url,
      SNOVIO_STATE_DIR: stateDir,
      SNOVIO_PUBLIC_URL: `http://127.0.0.1:${server.port}`,
    };
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN], env }));
    try {
      await watch(client);
      const own = { eventObject: 'campaign_reply', eventAction: 'received' };
      const added = await client.callTool({ name: 'add_webhook', arguments: own });
      const { webhook } = added.structuredContent as { webhook: { endpointUrl: string } };
      const path = new URL(webhook.endpointUrl).pathname;
      expect(path).toBe(await addOwn(server, 'campaign_reply received'));
      // The first look at the store finds nothing.
      await new Promise(resolve => setTimeout(resolve, 500));
      expect((await deliver(server, path, REPLY)).status).toBe(204);
      await expect.poll(() => heard, { timeout: 8000 }).toEqual([EVENTS]);
      const { structuredContent } = await client.callTool({ name: 'list_events', arguments: {} });
      expect(structuredContent).toMatchObject({ total: 1, events: [{ email: REPLY.prospectEmail }] });
    } finally {
      await client.close();
      await rm(stateDir, { recursive: true, force: true });
    }
  },
);
