import { expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { addresses, charged, people, sent, using, verdicts } from './kit.ts';

const nobody = (count: number) =>
  people(count).map(({ lastName }) => ({ firstName: 'Nobody', lastName, domain: 'acme.example' }));

test('what people who are not found leave goes to later ones, in the same call', async () => {
  await using h = await startHarness(using('v2'));
  const [first, ...others] = people(4);
  const given = [...nobody(3), ...(first ? [first] : []), ...nobody(1), ...others];
  const answer = await h.call('find_emails', { people: given, maxCredits: 3 });
  const none = Array(3).fill('not_found');
  expect(verdicts(answer)).toEqual([
    ...none,
    'found',
    'not_found',
    'found',
    'found',
    'not_run/credit_ceiling',
  ]);
  expect(answer.structured.credits).toMatchObject({ spent: 3, ceiling: 3 });
  expect(charged(h)).toBe(3);
});

test('progress goes only up, to what has ended', async () => {
  await using h = await startHarness(using('v2'));
  const seen: number[] = [];
  const onprogress = (p: object) => void seen.push((p as { progress: number }).progress);
  await h.call('find_emails', { people: [...nobody(4), ...people(3)], maxCredits: 3 }, { onprogress });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(new Set(seen).size).toBe(seen.length);
});

test('what v1 knows free leaves its credit to others', async () => {
  await using h = await startHarness(using('v1'));
  const emails = ['bill.lumen@initech.example', ...addresses(3)];
  const answer = await h.call('verify_emails', { emails, maxCredits: 2 });
  expect(verdicts(answer)).toEqual(['valid', 'valid', 'valid', 'not_run/credit_ceiling']);
  expect(charged(h)).toBe(2);
});

test('what is in doubt leaves nothing', async () => {
  await using h = await startHarness(using('v2'));
  h.sandbox.faults.add({ path: '/v2/email-verification/start', kind: 'drop', when: 'after' });
  const answer = await h.call('verify_emails', { emails: addresses(3), maxCredits: 2 });
  expect(verdicts(answer)).toEqual(['error/in_doubt', 'error/in_doubt', 'not_run/credit_ceiling']);
  expect(sent(h, '/v2/email-verification/start')).toHaveLength(1);
});
