import { expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';
import { charged, PATHS, people, using, verdicts } from './kit.ts';

const RESULT = PATHS.find.v2.read;
const [ANN, BEN] = [
  { firstName: 'Load', lastName: 'Testa', domain: 'load.example' },
  { firstName: 'Load', lastName: 'Testb', domain: 'load.example' },
];
const found = (name: string) => ({
  people: name,
  result: [{ email: 'x@load.example', smtp_status: 'valid' }],
});

test('the credits have run out: what was found is delivered, the rest cost nothing', async () => {
  await using h = await startHarness(using('v2'));
  const body = { status: 'not_enough_credits', data: [found('Load Testa')], meta: {} };
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body });
  const answer = await h.call('find_emails', { people: [ANN, BEN] });
  expect(verdicts(answer)).toEqual(['found', 'error/not_enough_credits']);
  expect(answer.structured.credits).toMatchObject({ spent: 1 });
});

test('a row that cannot be recognised may be paid for: nothing is concluded from it', async () => {
  await using h = await startHarness(using('v2'));
  const body = { status: 'not_enough_credits', data: [found('LOAD-TESTA')], meta: {} };
  h.sandbox.faults.add({ path: RESULT, kind: 'replace', body });
  const answer = await h.call('find_emails', { people: people(1) });
  expect(verdicts(answer)).toEqual(['found']);
  expect(answer.structured.credits).toMatchObject({ spent: 1 });
  expect(charged(h)).toBe(1);
});
