import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectHost } from './host.ts';
import { type InProcessServer, startInProcess } from './in-process.ts';
import { as, call, rpc } from './kit.ts';

const A = { id: 'tenant-a', secret: 'secret-of-a', credits: 500 };
const B = { id: 'tenant-b', secret: 'secret-of-b', credits: 300 };
const byA = as(A.id, A.secret);
const byB = as(B.id, B.secret);
const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1000 }, A, B];
const LISTS = 'snovio://lists';
/** Research, which feeds no campaign. */
const LIST = 'snovio://lists/8512908';

let server: InProcessServer;
const hosts: Client[] = [];
beforeEach(async () => {
  server = await startInProcess({ sandbox: { accounts }, env: { SNOVIO_TOOLSETS: 'all' } });
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map(host => host.close()));
  await server[Symbol.asyncDispose]();
});

/** Connects a host that listens. @returns what it hears */
async function listen(headers: Record<string, string | string[]>, uris: string[]) {
  const host = await connectHost(server.port, '2026-07-28', headers);
  hosts.push(host);
  const heard: string[] = [];
  host.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.push(params.uri);
  });
  const subscription = await host.listen({ resourceSubscriptions: uris });
  return { heard, subscription, host };
}
const save = (headers = {}, listId = '8512908') =>
  call(server.port, 'add_prospect_to_list', { listId, email: 'jane@acme.example' }, { headers });
const soon = () => new Promise(resolve => setTimeout(resolve, 250));
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5));
};

describe('what is announced', () => {
  test('a list that somebody was saved to, to whoever listens to it', async () => {
    const { heard } = await listen(byA, [LIST, LISTS, 'snovio://lists/8512909']);
    expect((await save(byA)).structured.status).toBe('added');
    await until(() => heard.length >= 2);
    await soon();
    expect(heard).toEqual([LIST, LISTS]);
  });

  test('a new list, and a campaign that was paused', async () => {
    const { heard } = await listen(byA, [LISTS, 'snovio://campaigns/237951', 'snovio://campaigns']);
    await call(server.port, 'create_prospect_list', { name: 'New' }, { headers: byA });
    await until(() => heard.length === 1);
    const paused = await call(server.port, 'pause_campaign', { campaignId: 'Q4' }, { headers: byA });
    expect(paused.isError, paused.text).toBe(false);
    await until(() => heard.length === 3);
    expect(heard).toEqual([LISTS, 'snovio://campaigns/237951', 'snovio://campaigns']);
  });

  test('nothing for reads, and nothing after the end', async () => {
    const { heard, subscription } = await listen(byA, [LIST, LISTS]);
    await call(server.port, 'get_user_lists', {}, { headers: byA });
    await rpc(server.port, 'resources/read', { uri: LIST }, { headers: byA });
    await soon();
    await subscription.close();
    await save(byA);
    await soon();
    expect(heard).toEqual([]);
  });
});

describe('whose changes', () => {
  test('no account hears of another, nor of the server’s own', async () => {
    const [ofA, ofB, own] = [await listen(byA, [LIST]), await listen(byB, [LIST]), await listen({}, [LIST])];
    await save(byA);
    await until(() => ofA.heard.length === 1);
    await save();
    await until(() => own.heard.length === 1);
    await soon();
    expect([ofA.heard, ofB.heard, own.heard]).toEqual([[LIST], [], [LIST]]);
  });

  test('two hosts of one account both hear', async () => {
    const [first, second] = [await listen(byA, [LIST]), await listen(byA, [LIST])];
    await save(byA);
    await until(() => first.heard.length + second.heard.length === 2);
    expect([first.heard, second.heard]).toEqual([[LIST], [LIST]]);
  });

  test('who knows an account’s id but not its secret is refused, and hears nothing', async () => {
    const refused = listen(as(A.id, 'wrong'), [LIST]);
    await expect(refused).rejects.toThrow('refused the credentials');
  });

  test('a stream whose secret was replaced hears nothing more', async () => {
    await server[Symbol.asyncDispose]();
    server = await startInProcess({ sandbox: { accounts: [A] } });
    const old = await listen(byA, [LIST]);
    await save(byA);
    await until(() => old.heard.length === 1);
    server.sandbox.setSecret('new-secret');
    const replaced = as(A.id, 'new-secret');
    const fresh = await listen(replaced, [LIST]);
    await call(
      server.port,
      'add_prospect_to_list',
      { listId: '8512908', email: 'b@acme.example' },
      {
        headers: replaced,
      },
    );
    await until(() => fresh.heard.length === 1);
    await soon();
    expect(old.heard).toEqual([LIST]);
  });
});

describe('beside', () => {
  test('hosts are told that resources can be watched, in the protocol that can', async () => {
    const modern = await connectHost(server.port, '2026-07-28');
    const old = await connectHost(server.port, '2025-11-25');
    hosts.push(modern, old);
    expect(modern.getServerCapabilities()?.resources).toMatchObject({ subscribe: true });
    expect(old.getServerCapabilities()?.resources?.subscribe).not.toBe(true);
  });
});
