import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, open } from './client.ts';

const ID = '237959';

let api: Client;
beforeAll(async () => {
  api = await open({ sequence: true });
});
afterAll(() => api.close());

interface Row {
  event_time: string;
  event_type: string;
  email_subject: string;
  recipient_email: string;
}

async function activity(): Promise<Row[]> {
  const query = { dateFrom: '2026-08-27', dateTo: '2026-09-27', limit: '1000' };
  const { body } = await api.ask('GET', `/v2/campaigns/${ID}/recipients-activity`, { query });
  return body.data;
}

test('the sequence is there only where it is asked for', async () => {
  const names = async (client: Client) =>
    (await client.ask('GET', '/v1/get-user-campaigns')).body.map((row: { campaign: string }) => row.campaign);
  expect(await names(api)).toContain('Quiet engines, autumn');
  const plain = await open();
  expect(await names(plain)).not.toContain('Quiet engines, autumn');
  await plain.close();
});

test('nobody is mailed after an answer, and what people do belongs to the last mail before it', async () => {
  const rows = await activity();
  const people = Map.groupBy(rows, row => row.recipient_email);
  expect(people.size).toBe(202);
  for (const events of people.values()) {
    const times = (type: string) => events.filter(one => one.event_type === type).map(one => one.event_time);
    const [answered] = times('reply');
    if (answered) expect(times('sent').every(sent => sent < answered)).toBe(true);
    let last = '';
    for (const { event_type, email_subject } of events) {
      if (event_type === 'sent') last = email_subject;
      expect(email_subject).toBe(last);
    }
  }
});

test('mails, statistics, replies and the plan tell the same', async () => {
  const rows = await activity();
  const subjects = new Set(rows.map(row => row.email_subject));
  const plan = (await api.ask('GET', `/v2/campaigns/${ID}`)).body.data;
  const mails = plan.sequence.steps.filter(({ type }: { type: string }) => type === 'email');
  expect([subjects.size, mails.length]).toEqual([3, 3]);
  const query = { campaign_id: ID, date_from: '2026-08-27', date_to: '2026-09-27' };
  const { body } = await api.ask('GET', '/v2/statistics/campaign-analytics', { query });
  const { body: replies } = await api.ask('GET', '/v1/get-emails-replies', { query: { campaignId: ID } });
  expect(replies).toHaveLength(body.email_replies);
  expect(rows.filter(row => row.event_type === 'sent')).toHaveLength(body.emails_sent);
  expect(body.follow_ups).toBeGreaterThan(0);
  expect(body.bounced).toBeGreaterThan(0);
  for (const { emailSubject } of replies) expect(subjects).toContain(JSON.parse(emailSubject));
});
