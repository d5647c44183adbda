import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../../harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

/** Reads a page of which fewer rows are wanted than it may hold. */
async function sent(body: string, limit = 2) {
  h.sandbox.faults.add({ path: '/v1/emails-sent', kind: 'replace', body, times: 9 });
  const answer = await h.call('get_campaign_sent_emails', { campaignId: '1', limit });
  h.sandbox.faults.clear();
  return answer;
}

const row = (userName: string) => ({ userName, campaign: { nested: ['],[', '}{'] } });

describe('of a long page the wanted rows are read', () => {
  test.each([
    ['brackets and commas in texts', [row('],['), row('},{'), row('a'), row('b')]],
    ['a quote in a text', [row('"'), row('b'), row('c'), row('d')]],
    ['an escape at the end of a text', [row('\\'), row('\\"'), row('c'), row('d')]],
    ['letters of several bytes', [row('Zoë 😀 Ōta'), row('王 伟'), row('c'), row('d')]],
    ['rows of a megabyte', [row('a'), { ...row('b'), hash: 'é]"[\\'.repeat(200_000) }, row('c'), row('d')]],
  ])('with %s', async (_, rows) => {
    for (const space of [undefined, 2]) {
      const { structured } = await sent(JSON.stringify(rows, null, space));
      expect(structured).toMatchObject({ total: 4, returned: 2, next: expect.any(String) });
      const names = structured.sent.map(({ name }: { name: string }) => name);
      expect(names).toEqual(rows.slice(0, 2).map(({ userName }) => userName));
    }
  });

  test.each([
    ['[]', 0],
    [' \n[ \n]\n', 0],
    [`[${JSON.stringify(row('a'))}]`, 1],
    [`\n[ ${JSON.stringify(row('a'))}\n,\n${JSON.stringify(row('b'))} ] `, 2],
    ['{}', 0],
  ])('all of a short one: %j', async (body, total) => {
    expect((await sent(body)).structured).toMatchObject({ total, returned: total });
  });

  const rows = JSON.stringify(Array.from({ length: 50 }, (_, index) => row(`No. ${index}`)));
  test.each([
    ['is cut', rows.slice(0, -1)],
    ['is cut within a text', rows.slice(0, rows.lastIndexOf('No.'))],
    ['goes on behind its end', `${rows}]`],
    ['is two', `${rows}${rows}`],
    ['holds no rows', JSON.stringify(Array(50).fill(7))],
    ['has an empty place', `[,${rows.slice(1)}`],
  ])('nothing where the array %s', async (_, body) => {
    expect((await sent(body)).code).toBe('upstream_malformed');
  });

  test('a refusal is one as ever', async () => {
    expect((await sent('{"success":false,"message":"no"}')).isError).toBe(true);
    expect((await sent('There are too many prospects processing')).code).toBe('hourly_quota');
  });
});
