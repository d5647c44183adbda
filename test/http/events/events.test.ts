import { afterEach, describe, expect, test } from 'vitest';
import { MOST_EVENTS } from '../../../src/spending/event-table.ts';
import type { InProcessServer } from '../in-process.ts';
import { as, call, raw, rpc } from '../kit.ts';
import { addOwn, deliver, REPLY, startReachable } from './kit.ts';

let server: InProcessServer;
afterEach(() => server[Symbol.asyncDispose]());

const ACCOUNTS = [
  { id: 'sandbox', secret: 'sandbox' },
  { id: 'tenant-b', secret: 'secret-of-b' },
];

const events = (args: object = {}) => call(server.port, 'list_events', args);

describe('an event', () => {
  test('of a campaign comes from the sandbox to the agent', async () => {
    server = await startReachable();
    await addOwn(server, 'campaign_email sent');
    const list = { listId: 'Berlin SaaS', email: 'new@acme.example', firstName: 'Nina', allowSending: true };
    expect((await call(server.port, 'add_prospect_to_list', list)).isError).toBe(false);
    await expect.poll(async () => (await events()).structured.total).toBeGreaterThan(0);
    expect(server.sandbox.deliveries).toContainEqual(expect.objectContaining({ outcome: 'delivered' }));
    const [event] = (await events()).structured.events;
    expect(event).toMatchObject({ eventObject: 'campaign_email', eventAction: 'sent' });
    expect(event.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  });

  test('of somebody who answers a campaign comes minutes after the mail, which is 50 ms here', async () => {
    server = await startReachable({}, { speed: 6000 });
    await addOwn(server, 'campaign_reply received');
    const email = 'reply1@norrland.example';
    const list = { listId: 'Berlin SaaS', email, firstName: 'Rhea', allowSending: true };
    expect((await call(server.port, 'add_prospect_to_list', list)).isError).toBe(false);
    await expect.poll(async () => (await events()).structured.total, { timeout: 10_000 }).toBe(1);
    const [event] = (await events()).structured.events;
    expect(event).toMatchObject({
      eventObject: 'campaign_reply',
      eventAction: 'received',
      email,
      campaign: 'Q4',
    });
    expect(event).not.toHaveProperty('other');
  });

  test('is told in brief, and whole on demand', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_reply received');
    expect(await deliver(server, path, REPLY)).toMatchObject({ status: 204, text: '' });
    const brief = (await events()).structured;
    expect(brief).toEqual({
      total: 1,
      returned: 1,
      note: expect.any(String),
      events: [
        {
          eventObject: 'campaign_reply',
          eventAction: 'received',
          receivedAt: expect.any(String),
          name: 'Mara Lindqvist',
          email: 'mara.lindqvist@acme.example',
          campaign: 'Q4',
          untrustedText: 'Call me on Monday.',
        },
      ],
    });
    const [whole] = (await events({ detail: 'full' })).structured.events;
    expect(whole).toMatchObject({ campaignId: '237951', subject: 'Hello', at: '2026-11-02T10:00:00' });
    const [chosen] = (await events({ fields: ['email', 'subject'] })).structured.events;
    expect(chosen).toEqual({ email: 'mara.lindqvist@acme.example', subject: 'Hello' });
  });

  test('is taken whatever its keys are called', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_reply received');
    expect((await deliver(server, path, { ...REPLY, constructor: 'x' })).status).toBe(204);
    const [event] = (await events({ detail: 'full' })).structured.events;
    expect(event).toMatchObject({ email: REPLY.prospectEmail, other: ['constructor: x'] });
    expect(server.faults).toEqual([]);
  });

  test.each([
    ['longer than a request may be', { ...REPLY, emailBody: 'x'.repeat(3_000_000) }, '1048576 bytes'],
    ['of too many values', { rows: Array.from({ length: 20_001 }, (_, i) => i) }, '20000 values'],
    ['nested too deeply', `${'['.repeat(100)}${']'.repeat(100)}`, 'too deeply'],
    ['no JSON', 'email=ann%40acme.example', 'no JSON'],
  ])(
    'whose body is %s is told without it, so that Snov.io does not give its webhook up',
    async (_, body, why) => {
      server = await startReachable();
      const path = await addOwn(server, 'campaign_reply received');
      expect((await deliver(server, path, body)).status).toBe(204);
      const [event] = (await events()).structured.events;
      expect(event).toEqual({
        eventObject: 'campaign_reply',
        eventAction: 'received',
        receivedAt: expect.any(String),
        other: [expect.stringMatching(new RegExp(`^Its body could not be read\\. .*${why}`))],
      });
      expect((await deliver(server, path, REPLY)).status).toBe(204);
      expect((await events()).structured.total).toBe(2);
    },
  );

  test('that comes again is one event that came twice', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_reply received');
    for (let i = 0; i < 2; i += 1) expect((await deliver(server, path, REPLY)).status).toBe(204);
    expect((await deliver(server, path, { ...REPLY, prospectEmail: 'b@acme.example' })).status).toBe(204);
    const { structured } = await events({ detail: 'full' });
    expect(structured.total).toBe(2);
    expect(structured.events.map(({ times }: { times?: number }) => times)).toEqual([undefined, 2]);
  });

  test('of which nothing is understood is told by its first lines', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'company found_domains_by_names');
    await deliver(server, path, { a: 1, b: 'two', c: 3, d: 4, e: 5, f: 6 });
    const [event] = (await events()).structured.events;
    expect(event.other).toEqual(['a: 1', 'b: two', 'c: 3', 'd: 4', 'e: 5']);
  });

  test('that a stranger wrote cannot pass for words of ours', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_reply received');
    const body = '<b>Hi</b>\u202e\u200b [x](https://evil.example) <script>steal()</script>';
    await deliver(server, path, { ...REPLY, prospectName: '<img src=x>Ann\u0000', emailBody: body });
    const [event] = (await events({ detail: 'full' })).structured.events;
    expect(event.name).toBe('Ann');
    expect(event.untrustedText).toBe('Hi [x] (https://evil.example)');
    const { result } = (await rpc(server.port, 'tools/list')).json;
    const tool = result.tools.find(({ name }: { name: string }) => name === 'list_events');
    expect(tool.description).toMatch(/untrustedText and other .* never follow/);
  });
});

describe('a listing', () => {
  test('goes on where the last answer ended, also when more has come meanwhile', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_email opened');
    const opened = (n: number) => deliver(server, path, { ...REPLY, prospectEmail: `p${n}@acme.example` });
    for (let n = 1; n <= 5; n += 1) await opened(n);
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const { structured } = await events({ limit: 2, fields: ['email'], ...(next && { next }) });
      seen.push(...structured.events.map(({ email }: { email: string }) => email));
      next = structured.next;
      await opened(6 + seen.length);
    } while (next);
    expect(seen).toEqual([5, 4, 3, 2, 1].map(n => `p${n}@acme.example`));
  });

  test('can be of one event, or of one object', async () => {
    server = await startReachable();
    for (const event of ['campaign_email opened', 'campaign_email clicked', 'prospect unsubscribed'])
      await deliver(server, await addOwn(server, event), REPLY);
    const of = async (args: object) =>
      (await events(args)).structured.events.map(({ eventAction }: { eventAction: string }) => eventAction);
    expect(await of({})).toEqual(['unsubscribed', 'clicked', 'opened']);
    expect(await of({ eventObject: 'campaign_email' })).toEqual(['clicked', 'opened']);
    expect(await of({ eventObject: 'campaign_email', eventAction: 'Opened ' })).toEqual(['opened']);
    const wrong = await events({ eventObject: 'campaign_email', eventAction: 'received' });
    expect(wrong.text).toContain('sent, first_sent, opened, bounced, clicked');
    expect((await events({ eventAction: 'opened' })).code).toBe('invalid_input');
  });

  test('of none says how they come', async () => {
    server = await startReachable();
    const { structured } = await events();
    expect(structured).toMatchObject({ total: 0, returned: 0, events: [] });
    expect(structured.note).toContain('add_webhook');
  });
});

describe('what is told beside the events', () => {
  test('is that the mail of a reply may be the one that was answered', async () => {
    server = await startReachable();
    const [reply, opened] = [
      await addOwn(server, 'campaign_reply received'),
      await addOwn(server, 'campaign_email opened'),
    ];
    await deliver(server, opened, REPLY);
    expect((await events()).structured).not.toHaveProperty('note');
    await deliver(server, reply, REPLY);
    expect((await events()).structured.note).toMatch(/your own mail.*get_all_campaign_replies/);
    expect((await events({ fields: ['email'] })).structured).not.toHaveProperty('note');
    expect((await events({ fields: ['untrustedText'] })).structured).toHaveProperty('note');
  });

  test('is that older ones may be gone', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_email opened');
    await deliver(server, path, REPLY);
    expect((await events()).structured).not.toHaveProperty('note');
    const account = Buffer.from(path.split('/')[4]?.split('.')[0] ?? '', 'base64url').toString('hex');
    for (let n = 1; n < MOST_EVENTS; n += 1)
      await server.app.accounts.store.events.add(account, 'campaign_email opened', `body ${n}`, {});
    expect((await events()).structured).toMatchObject({
      total: MOST_EVENTS,
      note: expect.stringContaining('2000'),
    });
  });
});

describe('a path', () => {
  test('takes what is posted to it, and nothing else', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_reply received');
    expect((await deliver(server, path, REPLY, 'GET')).status).toBe(405);
    for (const forged of [
      path.replace('received', 'first_received'),
      path.replace(/.$/, last => (last === 'A' ? 'B' : 'A')),
      `${path}x`,
      `${path}/`,
      '/events/',
      `/events/campaign_reply/received/${'A'.repeat(43)}.${'A'.repeat(43)}`,
    ])
      expect((await deliver(server, forged, REPLY)).status, forged).toBe(404);
    expect((await events()).structured.total).toBe(0);
    expect(server.faults).toEqual([]);
  });

  test('is good for its own account only, and no account sees another’s events', async () => {
    server = await startReachable({}, { accounts: ACCOUNTS });
    const headers = as('tenant-b', 'secret-of-b');
    const path = await addOwn(server, 'campaign_reply received', { headers });
    expect(path).not.toBe(await addOwn(server, 'campaign_reply received'));
    await deliver(server, path, REPLY);
    expect((await events()).structured.total).toBe(0);
    expect((await call(server.port, 'list_events', {}, { headers })).structured.total).toBe(1);
    const wrong = await call(server.port, 'list_events', {}, { headers: as('tenant-b', 'wrong') });
    expect(wrong.code).toBe('unauthorized');
  });

  test('takes so many in a minute, and what is too much later', async () => {
    server = await startReachable({}, {}, { eventsPerMinute: 2 });
    const path = await addOwn(server, 'campaign_reply received');
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await deliver(server, path, { n })).status);
    expect(statuses).toEqual([204, 204, 429]);
    expect((await events()).structured.total).toBe(2);
    // Whoever knows one path keeps no other event from coming.
    const other = await addOwn(server, 'prospect unsubscribed');
    expect((await deliver(server, other, REPLY)).status).toBe(204);
  });

  test('that is slow to send keeps neither results from coming nor events of other accounts', async () => {
    server = await startReachable({}, { accounts: ACCOUNTS });
    const headers = as('tenant-b', 'secret-of-b');
    const others = await addOwn(server, 'campaign_reply received', { headers });
    const path = await addOwn(server, 'campaign_reply received');
    const slow = Array.from({ length: 25 }, () =>
      raw(server.port, [`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{`], {
        ms: 2000,
      }),
    );
    await expect.poll(async () => (await deliver(server, path, REPLY)).status).toBe(503);
    const result = await deliver(server, `/results/${'A'.repeat(32)}`, {});
    expect(result.status).toBe(404);
    expect((await deliver(server, others, REPLY)).status).toBe(204);
    await Promise.all(slow);
  });

  test('answers that it comes too early while nothing can be kept, so that it comes again', async () => {
    server = await startReachable();
    const path = await addOwn(server, 'campaign_reply received');
    const { events: table } = server.app.accounts.store;
    const add = table.add;
    table.add = async () => {
      throw new Error('disk full');
    };
    expect(await deliver(server, path, REPLY)).toMatchObject({ status: 503 });
    table.add = add;
    expect(server.faults).toHaveLength(1);
    expect((await deliver(server, path, REPLY)).status).toBe(204);
  });
});

describe('a webhook of this server', () => {
  test('needs no endpoint and no confirmation, and is there once', async () => {
    server = await startReachable();
    const add = () =>
      call(server.port, 'add_webhook', { eventObject: 'campaign_reply', eventAction: 'received' });
    const first = (await add()).structured;
    expect(first.note).toContain('list_events');
    const again = (await add()).structured;
    expect(again.webhook.id).toBe(first.webhook.id);
    expect(again.note).toContain('there already');
    const { id: webhookId } = first.webhook;
    const set = (status: string) => call(server.port, 'update_webhook_status', { webhookId, status });
    expect((await set('deactivated')).isError).toBe(false);
    expect((await add()).structured.note).toContain('update_webhook_status');
    expect((await set('active')).structured.webhook.status).toBe('active');
  });

  test('is told apart from others, and from those of another store, which bring nothing', async () => {
    const env = { SNOVIO_PUBLIC_URL: 'https://mcp.acme.example' };
    await using before = await startReachable(env);
    const add = (port: number, eventAction: string, endpointUrl?: string) =>
      call(port, 'add_webhook', { eventObject: 'campaign_email', eventAction, endpointUrl, confirm: true });
    const old = (await add(before.port, 'opened')).structured.webhook;
    server = await startReachable({ ...env, SNOVIO_API_URL: before.sandbox.url });
    const own = (await add(server.port, 'opened')).structured.webhook;
    const strange = (await add(server.port, 'sent', 'https://hooks.acme.example/')).structured.webhook;
    const { note, webhooks } = (await call(server.port, 'list_webhooks')).structured;
    expect(webhooks.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining([old.id, own.id, strange.id]),
    );
    expect(note).toContain(`To this server send: ${own.id}.`);
    expect(note).toContain(`refused here, and have to be deleted and added again: ${old.id}.`);
    for (const path of ['', '/', '/events/campaign_email/opened', new URL(old.endpointUrl).pathname]) {
      const refused = await add(server.port, 'opened', `https://mcp.acme.example${path}`);
      expect(refused.text).toContain('leave it out');
    }
    const spelt = (await add(server.port, 'opened', own.endpointUrl)).structured;
    expect(spelt).toMatchObject({ webhook: { id: own.id }, note: expect.stringContaining('there already') });
  });

  test('is none where nothing is kept', async () => {
    server = await startReachable({ SNOVIO_LEDGER_DAYS: '0' });
    const refused = await call(server.port, 'add_webhook', {
      eventObject: 'campaign_reply',
      eventAction: 'received',
    });
    expect(refused.text).toContain('SNOVIO_LEDGER_DAYS');
    expect((await events()).code).toBe('not_configured');
  });

  test('is none where Snov.io cannot reach it', async () => {
    server = await startReachable({ SNOVIO_PUBLIC_URL: '' });
    const refused = await call(server.port, 'add_webhook', {
      eventObject: 'campaign_reply',
      eventAction: 'received',
    });
    expect(refused.text).toContain('SNOVIO_PUBLIC_URL');
    const { json } = await rpc(server.port, 'tools/call', { name: 'list_events', arguments: {} });
    expect(json.error.message).toContain('SNOVIO_PUBLIC_URL');
    const resources = await rpc(server.port, 'resources/list');
    expect(resources.text).not.toContain('snovio://events');
  });
});
