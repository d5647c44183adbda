import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Harness, REACHABLE, startHarness } from '../harness.ts';
import { TEXTS } from '../hostile/arguments.ts';
import { LONGEST_BLOCK_MS, MEGABYTE, PATTERNS } from '../hostile/patterns.ts';
import { sampleOf } from '../sample.ts';

let h: Harness;
let longest = 0;
beforeAll(async () => {
  h = await startHarness({ env: REACHABLE });
});
afterAll(async () => {
  console.info(`longest block of the event loop: ${Math.round(longest)} ms`);
  await h.close();
});

/** Calls a tool and measures how long the event loop stood still at most, in milliseconds. */
async function timed(tool: string, args: object): Promise<{ answer: Answer; block: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // The monitor sees a block only if its timer was running before.
  await new Promise(resolve => setTimeout(resolve, 6));
  const answer = await h.call(tool, args);
  await new Promise(resolve => setTimeout(resolve, 6));
  delay.disable();
  const block = delay.max / 1e6;
  longest = Math.max(longest, block);
  return { answer, block };
}

/** How many of the same characters may follow each other in an answer. */
const LONGEST_RUN = /(.)\1{60}/su;

test('the sweep finds nested texts', () => {
  const found = TEXTS.map(([tool, path]) => `${tool} ${path}`);
  expect(found).toContain('save_prospects prospects[0].socialLinks.linkedIn');
  expect(found).toContain('save_prospects prospects[0].customFields[0].value');
  expect(found).toContain('search_domain_emails next');
  expect(found.length).toBeGreaterThan(80);
});

test('a tool that is not there is named as a short line only', async () => {
  const name = `x\u001b[2J\u202e<img src=x>\u{e0041}${'y'.repeat(MEGABYTE)}`;
  const message = await h.call(name).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toMatch(/ \[tool "x \[2J y{40,}…"\]$/);
  expect(message.length).toBeLessThan(200);
});

describe.each(TEXTS.map((text, turn) => [...text, sampleOf(Object.entries(PATTERNS), 12, turn)] as const))(
  '%s %s',
  (tool, path, put, patterns) => {
    test('refuses a megabyte of anything at once, and does not repeat it', async () => {
      const before = h.sandbox.requests.length;
      for (const [kind, pattern] of patterns) {
        const { answer, block } = await timed(tool, put(pattern(MEGABYTE)) as object);
        expect({ kind, code: answer.code }).toEqual({ kind, code: 'invalid_input' });
        expect(answer.text).toMatch(/: at most \d+ characters\. Nothing was sent\.$/);
        expect(answer.text.startsWith(`${path}:`)).toBe(true);
        expect(JSON.stringify(answer).length).toBeLessThan(4000);
        expect(block).toBeLessThan(LONGEST_BLOCK_MS);
      }
      expect(h.sandbox.requests).toHaveLength(before);
    });

    test('reads what is just short enough at once', async () => {
      const { answer } = await timed(tool, put('x'.repeat(MEGABYTE)) as object);
      const most = Number(/at most (\d+)/.exec(answer.text)?.[1]);
      expect(most).toBeGreaterThanOrEqual(200);
      for (const [, pattern] of patterns) {
        const { answer, block } = await timed(tool, put(pattern(most)) as object);
        expect(answer.text).not.toMatch(/at most \d+ characters/);
        if (answer.isError) expect(answer.text).not.toMatch(LONGEST_RUN);
        if (answer.code === 'invalid_input') expect(answer.text.length).toBeLessThan(4000);
        expect(block).toBeLessThan(LONGEST_BLOCK_MS);
      }
    });
  },
);

test('names of unknown arguments are not repeated in full either', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i}${'y'.repeat(900)}`, 1]));
  const { answer } = await timed('get_balance', unknown);
  expect(answer.code).toBe('invalid_input');
  expect(answer.text.length).toBeLessThan(4000);
  expect(answer.text).not.toMatch(LONGEST_RUN);
  const tooLong = await timed('get_balance', { ['y'.repeat(MEGABYTE)]: 'x'.repeat(MEGABYTE) });
  expect(tooLong.answer.code).toBe('invalid_input');
  expect(tooLong.answer.text.length).toBeLessThan(200);
});

test('arguments nested without end are refused', async () => {
  let nested: object = {};
  for (let i = 0; i < 100_000; i += 1) nested = { listId: nested };
  const { answer } = await timed('get_prospects_in_list', nested);
  expect(answer.code).toBe('invalid_input');
});

describe('texts that Snov.io passes on', () => {
  test.each(['<td>', '<b>', '<table><b>', '<', '</b>', '<a x="'])('a reply of %j without end', async part => {
    const data = [{ prospectName: part.repeat(80_000), replies: [{ message: part.repeat(80_000) }] }];
    h.sandbox.faults.add({ path: /all-replies/, kind: 'replace', body: { data } });
    h.sandbox.faults.add({ path: /all-replies/, kind: 'replace', body: { data: [] } });
    const { answer, block } = await timed('get_all_campaign_replies', { campaignId: '1' });
    expect(answer.structured).toMatchObject({ returned: 1 });
    expect(block).toBeLessThan(LONGEST_BLOCK_MS);
  });

  test('many replies that take long to read let other calls run', async () => {
    const reply = { prospectName: 'Ada', replies: [{ message: '<td>'.repeat(25_000) }] };
    const data = Array(100).fill(reply);
    h.sandbox.faults.add({ path: /all-replies/, kind: 'replace', body: { data } });
    const { answer, block } = await timed('get_all_campaign_replies', { campaignId: '1', limit: 99 });
    expect(answer.structured).toMatchObject({ returned: 99 });
    expect(block).toBeLessThan(LONGEST_BLOCK_MS);
  });

  test.each(['<', '<a ', '<!--', '<https:'])('a refusal of %j without end', async part => {
    const body = { success: false, message: part.repeat(80_000) };
    h.sandbox.faults.add({ path: /v1\/lists/, kind: 'replace', body });
    const { answer, block } = await timed('create_prospect_list', { name: 'Leads' });
    expect(answer.code).toBe('refused');
    expect(answer.text.length).toBeLessThan(1000);
    expect(block).toBeLessThan(LONGEST_BLOCK_MS);
  });

  test('a refusal nested without end', async () => {
    let errors: object = { title: 'no' };
    for (let i = 0; i < 60; i += 1) errors = { title: errors };
    h.sandbox.faults.add({ path: /v1\/lists/, kind: 'replace', body: { success: false, errors } });
    const { answer, block } = await timed('create_prospect_list', { name: 'Leads' });
    expect(answer.code).toBe('refused');
    expect(block).toBeLessThan(LONGEST_BLOCK_MS);
  });
});

test('what is saved holds no characters that nobody sees', async () => {
  await using h = await startHarness();
  const hidden = 'A\u0000da\u202e \u200bL\u0007 ove\u009b';
  await h.call('create_prospect_list', { name: hidden });
  const email = 'ada.love@novum.example';
  const person = {
    fullName: hidden,
    position: hidden,
    phones: [hidden],
    customFields: [{ label: 'specialization', value: hidden }],
  };
  expect((await h.call('add_prospect_to_list', { listId: '8512908', email, ...person })).isError).toBe(false);
  const sent = JSON.stringify(
    h.sandbox.requests
      .filter(({ method }) => method === 'POST')
      .map(({ path, query, body }) => [path, query, body]),
  );
  expect(sent).toMatch(/A da/);
  expect(sent).not.toMatch(/\\u0000|%00|\u202e|%E2%80%AE|\u200b|\\u0007|\u009b/i);
});
