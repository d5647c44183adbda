import type { Client } from '@modelcontextprotocol/client';
import { afterEach, expect, test } from 'vitest';
import { accessFile, tokenOf } from '../access/kit.ts';
import { figuresOf } from '../figures.ts';
import { connectHost } from '../host.ts';
import { as, bearer, call, rpc } from '../kit.ts';
import { addOwn, deliver, REPLY, startReachable } from './kit.ts';

const EVENTS = 'snovio://events';

const hosts: Client[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map(host => host.close()));
});

async function listen(port: number, headers = {}, resourceSubscriptions = [EVENTS]) {
  const host = await connectHost(port, '2026-07-28', headers);
  hosts.push(host);
  const heard: string[] = [];
  host.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.push(params.uri);
  });
  await host.listen({ resourceSubscriptions });
  return heard;
}

test('who watches the events hears of new ones of their own account, and reads them', async () => {
  const accounts = [
    { id: 'sandbox', secret: 'sandbox' },
    { id: 'tenant-b', secret: 'secret-of-b' },
  ];
  await using server = await startReachable({}, { accounts });
  const path = await addOwn(server, 'campaign_reply received');
  await deliver(server, path, { ...REPLY, prospectEmail: 'before@acme.example' });
  const [own, other] = [await listen(server.port), await listen(server.port, as('tenant-b', 'secret-of-b'))];
  await new Promise(resolve => setTimeout(resolve, 100));
  expect(own).toEqual([]);
  await deliver(server, path, REPLY);
  await expect.poll(() => own, { timeout: 5000 }).toEqual([EVENTS]);
  expect(other).toEqual([]);
  const { json } = await rpc(server.port, 'resources/read', { uri: EVENTS });
  const read = JSON.parse(json.result.contents[0].text);
  expect(read).toMatchObject({
    total: 2,
    events: [{ email: REPLY.prospectEmail }, { email: 'before@acme.example' }],
  });
});

test('who is offered no webhooks does not hear that something has come', async () => {
  const [all, some] = [tokenOf('all'), tokenOf('some')];
  using file = accessFile({ tokens: [{ token: all }, { token: some, toolsets: ['find', 'prospects'] }] });
  await using server = await startReachable({ SNOVIO_HTTP_ACCESS_FILE: file.path });
  const path = await addOwn(server, 'campaign_reply received', { headers: bearer(all) });
  const lists = 'snovio://lists';
  const [hears, doesNot] = [
    await listen(server.port, bearer(all), [EVENTS, lists]),
    await listen(server.port, bearer(some), [EVENTS, lists]),
  ];
  await deliver(server, path, REPLY);
  await expect.poll(() => hears, { timeout: 5000 }).toEqual([EVENTS]);
  await call(server.port, 'create_prospect_list', { name: 'New' }, { headers: bearer(all) });
  await expect.poll(() => doesNot).toEqual([lists]);
});

test('who is not let in any more hears of nothing, and the stream ends', async () => {
  const [stays, goes] = [tokenOf('stays'), tokenOf('goes')];
  using file = accessFile({ tokens: [{ token: stays }, { token: goes }] });
  await using server = await startReachable({ SNOVIO_HTTP_ACCESS_FILE: file.path, SNOVIO_HTTP_METRICS: '1' });
  const streams = async () => (await figuresOf(server.port)).get('snovio_mcp_open_streams');
  const path = await addOwn(server, 'campaign_reply received', { headers: bearer(stays) });
  const [hears, gone] = [await listen(server.port, bearer(stays)), await listen(server.port, bearer(goes))];
  await deliver(server, path, REPLY);
  await expect.poll(() => [hears, gone], { timeout: 5000 }).toEqual([[EVENTS], [EVENTS]]);
  file.write({ tokens: [{ token: stays }] });
  const statusOf = async () =>
    (await call(server.port, 'get_balance', {}, { headers: bearer(goes) })).reply.status;
  await expect.poll(statusOf, { timeout: 5000 }).toBe(401);
  expect(await streams()).toBe(2);
  await deliver(server, path, { ...REPLY, prospectEmail: 'later@acme.example' });
  await expect.poll(() => hears, { timeout: 5000 }).toEqual([EVENTS, EVENTS]);
  await expect.poll(streams).toBe(1);
  expect(gone).toEqual([EVENTS]);
});
