import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { knownCalls, patient, REFUSED } from '../leaving/calls.ts';
import { personWho } from '../person.ts';
import { listedBy } from './listed.ts';
import { walk } from './schemas.ts';

// What answers say, over all tools: a state, a date and a count are written in one way, whichever method they came from.

const listed = await listedBy('all');

/** Every word that says how it is with something, by what it is about. Words that are not here have not been thought of. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  campaign: ['draft', 'active', 'active_on_hold', 'paused', 'scheduled', 'completed', 'archived'],
  recipient: ['to_check', 'active', 'paused', 'finished', 'unsubscribed', 'moved'],
  item: ['found', 'not_found', 'valid', 'not_valid', 'unknown', 'greylisted', 'not_run', 'error'],
  saved: ['added', 'updated', 'unchanged'],
  queued: ['queued', 'known'],
  connection: ['valid', 'invalid', 'pending'],
  webhook: ['active', 'deactivated'],
  event: ['sent', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed'],
};
const WORDS = new Set(Object.values(STATES).flat());

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/;
/** Only a campaign's own start and end are in the time zone that stands beside them. */
const LOCAL = /\.(startAt|completeAt)$/;
/** Fields that are dates, and texts and numbers that look like one in any of the forms that Snov.io writes. */
const DATED = /\.(\w+At|at|date|\w+Date|dateFrom|dateTo|deadline|lastUpdated)$/;
const DATE_LIKE =
  /\b\d{4}-\d\d-\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b|\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}|^1[5-9]\d{8}(\d{3})?$/;

/** A value of an answer with the path to it, without the numbers of rows. */
function* leaves(value: unknown, at: string): Generator<[path: string, leaf: unknown]> {
  if (Array.isArray(value)) for (const entry of value) yield* leaves(entry, `${at}[]`);
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) yield* leaves(part, `${at}.${key}`);
  else yield [at, value];
}

describe('the answers of all tools', () => {
  let h: Harness;
  const answers: [tool: string, answer: object][] = [];
  const all = () => answers.flatMap(([tool, answer]) => [...leaves(answer, tool)]);

  beforeAll(async () => {
    h = await startHarness(personWho(() => true).options);
    const calls = await knownCalls(h.sandbox);
    for (const { name, inputSchema } of listed) {
      const { structured, isError } = await h.call(name, patient(calls[name], inputSchema));
      expect({ name, isError }).toEqual({ name, isError: REFUSED.includes(name) });
      if (!isError) answers.push([name, structured]);
    }
  });
  afterAll(() => h.close());

  test('say how it is with something in one spelling', () => {
    const states = all().filter(([path]) => /\.(status|recipientStatus|event)$/.test(path));
    expect(states.length).toBeGreaterThan(40);
    expect(states.filter(([, word]) => !WORDS.has(word as string))).toEqual([]);
  });

  test('write every day and moment as ISO 8601', () => {
    const dates = all().filter(([path, leaf]) => DATED.test(path) || DATE_LIKE.test(String(leaf)));
    expect(dates.length).toBeGreaterThan(100);
    const own = dates.filter(([path]) => !/customFields|untrustedText|[iI]ds?(\[\])?$/.test(path));
    expect(own.filter(([path, leaf]) => !ISO.test(`${leaf}${LOCAL.test(path) ? 'Z' : ''}`))).toEqual([]);
  });
});

test('a state in an output schema has no form that is left to Snov.io', () => {
  const states = listed.flatMap(tool => [...walk(tool.outputSchema, tool.name)]);
  const open = states.filter(
    ([path, { enum: words = [] }]) => /\.(status|recipientStatus)$/.test(path) && words.some(isOther),
  );
  expect(open).toEqual([]);
});

function isOther(word: unknown): boolean {
  return !/^[a-z]+(_[a-z]+)*$/.test(String(word));
}

test('each way in which Snov.io calls a state is the same in answers', async () => {
  await using h = await startHarness();
  const campaign = (status: string, id: number) => ({ id, campaign: `C${id}`, list_id: 1, status });
  const spellings = [
    'Paused',
    'pause',
    'Draft',
    'new',
    'Completed',
    'complete',
    'Active (On hold)',
    'Automatically paused',
  ];
  h.sandbox.faults.add({ path: '/v1/get-user-campaigns', kind: 'replace', body: spellings.map(campaign) });
  const { structured } = await h.call('get_user_campaigns', { fields: ['status'] });
  expect(structured.campaigns.map((row: { status: string }) => row.status)).toEqual([
    ...['paused', 'paused', 'draft', 'draft', 'completed', 'completed'],
    ...['active_on_hold', 'automatically_paused'],
  ]);
  const emails = ['a@acme.example', 'b@acme.example'];
  const data = ['tocheck', 'Unsubscribe'].map((status, index) => ({
    email: emails[index],
    exist: true,
    status,
  }));
  h.sandbox.faults.add({ path: '/v2/campaigns/237951/recipient', kind: 'replace', body: { data } });
  const checked = await h.call('check_campaign_recipients', { campaignId: '237951', emails });
  expect(checked.structured.results.map((row: { recipientStatus: string }) => row.recipientStatus)).toEqual([
    'to_check',
    'unsubscribed',
  ]);
});

test.each(['Paused', 'PAUSED', 'paused'])(
  'a state is taken in any case, and told in one: %s',
  async status => {
    await using h = await startHarness();
    const { structured } = await h.call('get_user_campaigns', { status, fields: ['status'] });
    expect(structured.campaigns).toEqual([{ status: 'paused' }]);
    const sent = await h.call('get_campaign_sent_emails', { campaignId: 'Q4', limit: 30 });
    const email = sent.structured.sent.at(-10).email;
    const args = { email, campaignId: 'Q4', status };
    const changed = await h.call('change_recipient_status', args);
    expect(changed.structured).toEqual({ email, campaignId: '237951', recipientStatus: 'paused' });
    expect(JSON.stringify(h.sandbox.requests.at(-1))).toContain('Paused');
  },
);
