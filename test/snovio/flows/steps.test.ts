import { expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { addresses, charged, PATHS, sent, using, verdicts } from './kit.ts';

const STEP = 'add_emails_to_verification';
const { start } = PATHS.verify.v1;

test('a raw step queues, the flow goes on with it, and nothing is paid twice', async () => {
  await using h = await startHarness(using('auto', { sandbox: { taskSeconds: [20, 20] } }));
  const emails = addresses(2);
  const queued = await h.call(STEP, { emails: [...emails, 'x'] });
  expect(verdicts(queued)).toEqual(['queued', 'queued', 'error/format']);
  expect(queued.structured.credits).toMatchObject({ spent: 0, reserved: 2 });
  expect(verdicts(await h.call(STEP, { emails }))).toEqual(['queued', 'queued']);
  const answer = await h.call('verify_emails', { emails });
  expect(verdicts(answer)).toEqual(['valid', 'valid']);
  expect(answer.structured.credits.spent).toBe(2);
  expect(verdicts(await h.call(STEP, { emails }))).toEqual(['known', 'known']);
  expect(sent(h, start)).toHaveLength(1);
  expect(charged(h)).toBe(2);
});

test('a raw step whose answer is lost does not say that it was queued before that is proven', async () => {
  await using h = await startHarness(using('v1'));
  h.sandbox.faults.add({ path: start, kind: 'drop' });
  expect(verdicts(await h.call(STEP, { emails: addresses(1) }))).toEqual(['queued']);
  expect(sent(h, start)).toHaveLength(2);
  expect(charged(h)).toBe(1);
});

test('a name that Snov.io knows already is not queued', async () => {
  await using h = await startHarness();
  const person = { firstName: 'Bill', lastName: 'Lumen', domain: 'initech.example' };
  const answer = await h.call('add_names_to_find_emails', person);
  expect(answer.structured).toMatchObject({ status: 'known', credits: { spent: 0 } });
  expect(charged(h)).toBe(0);
});

test('a link that Snov.io refuses costs nothing', async () => {
  await using h = await startHarness();
  const body = { success: false, message: 'Only some <b>networks</b>' };
  h.sandbox.faults.add({ path: PATHS.url.v1.start, kind: 'replace', body });
  const answer = await h.call('add_url_for_search', { url: 'https://x.com/load_1' });
  expect(answer).toMatchObject({ code: 'refused' });
  expect(answer.text).toContain('"Only some networks"');
  expect(charged(h)).toBe(0);
});
