import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, type Json, open, until, wait } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';

// What people do with the mails of a running campaign, after simulated hours, and what webhooks tell of it.

/** A day passes within a quarter of a second. */
const SPEED = 360_000;
const Q4 = { campaignId: '237951' };
const LIST = 8_512_901;

let client: Client;
let hooks: Receiver;

beforeEach(async () => {
  client = await open({ speed: SPEED });
  hooks = await startReceiver(200);
});

afterEach(async () => {
  await client.close();
  hooks.close();
});

/** Events are told apart by the path that they are sent to. */
async function listen(...events: string[]): Promise<void> {
  for (const event of events) {
    const [event_object, event_action] = event.split(' ');
    const json = { endpoint_url: `${hooks.url}/${event.replace(' ', '/')}`, event_object, event_action };
    expect((await client.ask('POST', '/v2/webhooks', { json })).status).toBe(200);
  }
}

const enrol = (email: string, more = {}) =>
  client.ask('POST', '/v1/add-prospect-to-list', {
    json: { email, firstName: 'Rhea', lastName: 'Lund', listId: LIST, ...more },
  });
const rows = async (path: string) => (await client.ask('GET', path, { query: Q4 })).body as Json[];
const ofPerson = (all: Json[], email: string) => all.filter(row => row.prospectEmail === email);
const statusOf = async (email: string) => {
  const path = `/v2/campaigns/${Q4.campaignId}/recipient`;
  return (await client.ask('GET', path, { query: { 'emails[]': email } })).body.data[0].status;
};
/** What came for an event, oldest first. */
const told = (event: string) => hooks.got.filter((_, i) => hooks.paths[i] === `/${event.replace(' ', '/')}`);

test('somebody opens, clicks and replies within minutes, and each is told with the row of the analytics', async () => {
  const email = 'reply1@norrland.example';
  await listen(
    ...['campaign_email sent', 'campaign_email opened', 'campaign_email clicked'],
    ...['campaign_reply received', 'campaign_reply first_received', 'prospect campaign_finished'],
  );
  await enrol(email);
  await until(() => hooks.got.length === 6);
  expect(ofPerson(await rows('/v1/get-emails-opened'), email)).toEqual(told('campaign_email opened'));
  expect(ofPerson(await rows('/v1/get-emails-clicked'), email)).toEqual(told('campaign_email clicked'));
  expect(ofPerson(await rows('/v1/get-emails-replies'), email)).toEqual(told('campaign_reply received'));
  expect(told('campaign_reply first_received')).toEqual(told('campaign_reply received'));
  const finished = (await rows('/v1/prospect-finished')).filter(({ userEmail }) => userEmail === email);
  expect(finished).toEqual(told('prospect campaign_finished'));
  expect(told('campaign_reply received')[0]).toMatchObject({
    campaignId: 237_951,
    campaign: 'Q4',
    prospectName: 'Rhea Lund',
    prospectEmail: email,
    emailSubject: '"A quieter engine for your rockets"',
    visitedAt: { timezone: 'UTC' },
  });
});

test('the reply stands in the campaign, and ends it for who wrote', async () => {
  const email = 'reply2@norrland.example';
  await listen('campaign_reply received');
  await enrol(email);
  await until(() => told('campaign_reply received').length === 1);
  const path = `/v2/campaigns/${Q4.campaignId}`;
  const { body } = await client.ask('GET', `${path}/all-replies`);
  const [record] = ofPerson(body.data, email);
  expect(record).toMatchObject({
    replyType: 'email',
    replies: [{ subject: expect.stringContaining('Re: ') }],
  });
  expect(record.replies[0].message).not.toBe('');
  expect(await statusOf(email)).toBe('finished');
});

test('a mailbox that does not exist bounces at once, and does nothing else', async () => {
  await listen('campaign_email bounced', 'campaign_email opened', 'campaign_email sent');
  await enrol('bounce1@norrland.example');
  await until(() => hooks.got.length === 2);
  expect(told('campaign_email bounced')).toEqual(told('campaign_email sent'));
});

test('who has enough unsubscribes', async () => {
  await listen('prospect unsubscribed');
  await enrol('valid22@norrland.example');
  await until(() => hooks.got.length === 1);
  expect(hooks.got[0]).toMatchObject({ prospectEmail: 'valid22@norrland.example', campaign: 'Q4' });
  expect(await statusOf('valid22@norrland.example')).toBe('unsubscribe');
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const path = `/v2/campaigns/${Q4.campaignId}/recipients-activity`;
  const query = { dateFrom: day(-1), dateTo: day(1) };
  const { data } = (await client.ask('GET', path, { query })).body;
  expect(data.map(({ event_type }: Json) => event_type)).toEqual(['sent', 'open', 'unsubscribe']);
});

test('who writes again has received twice, and replied first once', async () => {
  await listen('campaign_reply received', 'campaign_reply first_received');
  await enrol('valid188@norrland.example');
  await until(() => told('campaign_reply received').length === 2);
  expect(told('campaign_reply first_received')).toEqual(told('campaign_reply received').slice(0, 1));
  const { body } = await client.ask('GET', `/v2/campaigns/${Q4.campaignId}/all-replies`);
  const [record] = ofPerson(body.data, 'valid188@norrland.example');
  expect(new Set(record.replies.map(({ message }: Json) => message)).size).toBe(2);
});

test('a reply on LinkedIn has events of its own, with its text', async () => {
  const link = 'https://www.linkedin.com/in/rhea-lund-1';
  await listen('campaign_li_reply first_received', 'campaign_li_reply received', 'campaign_reply received');
  await enrol('valid112@norrland.example', { 'socialLinks[linkedIn]': link });
  await enrol('reply3@norrland.example');
  await until(() => hooks.got.length === 2);
  await enrol('valid8@norrland.example');
  await until(() => told('campaign_reply received').length === 2);
  expect(hooks.paths).not.toContain('/campaign_li_reply/received');
  const { body } = await client.ask('GET', `/v2/campaigns/${Q4.campaignId}/all-replies`);
  const record = ofPerson(body.data, 'valid112@norrland.example');
  expect(record).toMatchObject([{ replyType: 'linkedinMessage', replies: [{ subject: '' }] }]);
  expect(told('campaign_li_reply first_received')).toEqual(record);
});

test('everybody for whom a campaign is completed has finished it', async () => {
  await listen('prospect campaign_finished');
  const left = async () =>
    [...(client.sandbox.account()?.crm.campaigns[0]?.recipients().values() ?? [])].filter(({ status }) =>
      ['tocheck', 'active', 'paused'].includes(status),
    );
  const waiting = (await left()).map(({ prospect }) => prospect.email);
  expect(waiting.length).toBeGreaterThan(5);
  const path = `/v2/campaigns/${Q4.campaignId}/action`;
  await client.ask('POST', path, { json: { action: 'complete' } });
  await until(() => hooks.got.length === waiting.length);
  expect(hooks.got.map(({ userEmail }) => userEmail).toSorted()).toEqual(waiting.toSorted());
});

test('nothing more is known of a campaign that was deleted', async () => {
  await client.close();
  // A reply takes five minutes, 300 ms.
  client = await open({ speed: 1000 });
  const recipients = client.sandbox.account()?.crm.campaigns[0]?.recipients();
  await listen('campaign_email opened', 'campaign_reply received');
  const email = 'reply4@norrland.example';
  await enrol(email);
  const path = `/v2/campaigns/${Q4.campaignId}`;
  await client.ask('POST', `${path}/action`, { json: { action: 'complete' } });
  expect((await client.ask('DELETE', path)).status).toBe(200);
  const before = structuredClone(recipients?.get(email));
  await wait(500);
  expect(recipients?.get(email)).toEqual(before);
  expect(hooks.got).toHaveLength((before?.opened.length ?? 0) + (before?.replies.length ?? 0));
});
