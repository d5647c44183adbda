import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bareEnv, MAIN } from './binary.ts';

const LIST = 'snovio://lists/8512908';
const LISTS = 'snovio://lists';

let client: Client;
let heard: string[];
beforeEach(() => {
  heard = [];
});
afterEach(() => client.close());

async function connect(revision?: string): Promise<void> {
  const pinned = revision === undefined ? {} : { versionNegotiation: { mode: { pin: revision } } };
  client = new Client({ name: 'host', version: '0' }, pinned);
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.push(params.uri);
  });
  const env = { ...bareEnv(), SNOVIO_SANDBOX: '1', SNOVIO_SANDBOX_SPEED: '60' };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN], env }));
  expect(client.getServerCapabilities()?.resources).toMatchObject({ subscribe: true });
}
let saved = 0;
const save = () => {
  saved += 1;
  const args = { listId: 'Research', email: `jane${saved}@acme.example` };
  return client.callTool({ name: 'add_prospect_to_list', arguments: args });
};
const soon = () => new Promise(resolve => setTimeout(resolve, 300));
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5));
};

test('2026-07-28: who listens to a list hears that it was changed', async () => {
  await connect('2026-07-28');
  const subscription = await client.listen({ resourceSubscriptions: [LIST, LISTS] });
  await client.callTool({ name: 'get_user_lists', arguments: {} });
  await save();
  await until(() => heard.length >= 2);
  expect(heard).toEqual([LIST, LISTS]);
  await subscription.close();
  await save();
  await soon();
  expect(heard).toHaveLength(2);
});

test('2025-11-25: who subscribes to a list hears that it was changed, until they unsubscribe', async () => {
  await connect();
  await save();
  await client.subscribeResource({ uri: LIST });
  await save();
  await until(() => heard.length >= 1);
  await client.unsubscribeResource({ uri: LIST });
  await save();
  await soon();
  expect(heard).toEqual([LIST]);
});
