import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/views/leads/answers/read.ts';
import { LeadList } from '../../src/views/leads/lead-list.ts';
import { callsFor, type Open } from '../../src/views/leads/offer.ts';
import { merged, type Row } from '../../src/views/leads/row.ts';
import { columnsOf } from '../../src/views/leads/table/columns.ts';

const row = (key: string, others: Partial<Row> = {}): Row => ({
  ...{ key, name: key, addresses: [], verdict: 'not_asked', lists: [], campaigns: [] },
  ...others,
});

describe('what calls of the card may spend', () => {
  const open = (i: number, args = {}): Open => {
    const email = `p${i}@acme.example`;
    return { ...row(email), offer: { tool: 'verify_emails', ref: email, item: email, args } };
  };

  test('is a credit for each they ask about, of at most 100 at a time', () => {
    const rows = Array.from({ length: 230 }, (_, i) => open(i));
    const calls = callsFor(rows, false);
    expect(calls.map(({ args }) => args.maxCredits)).toEqual([100, 100, 30]);
    expect(calls.flatMap(({ args }) => args.emails)).toEqual(rows.map(({ key }) => key));
  });

  test('is nothing where only what is paid for is asked for', () => {
    expect(callsFor([open(1)], true)[0]?.args).toEqual({ emails: ['p1@acme.example'], maxCredits: 0 });
  });

  test('never is what the agent’s call might: neither its ceiling nor its wish to pay anew is taken over', () => {
    const person = { firstName: 'Mara', lastName: 'Li', domain: 'acme.example' };
    const args = { people: [person], maxCredits: 900, fresh: true, waitSeconds: 5 };
    const answer = readAnswer('find_emails', { results: [{ ...person, status: 'not_run' }] }, args);
    const [call] = callsFor((answer?.rows ?? []) as Open[], false);
    expect(call?.args).toEqual({ people: [person], maxCredits: 1 });
  });
});

test('what was paid for somebody adds up over calls, and unknown costs take nothing away', () => {
  expect(merged(row('a', { cost: 1 }), row('b', { cost: 1 })).cost).toBe(2);
  expect(merged(row('a', { cost: 1 }), row('b')).cost).toBe(1);
  expect(merged(row('a'), row('b', { cost: 0 })).cost).toBe(0);
  expect(merged(row('a'), row('b'))).toMatchObject({ key: 'a', name: 'b' });
});

test('whose value is not known comes last, whichever way the others go', () => {
  const list = new LeadList();
  list.rows = [row('none'), row('one', { cost: 1 }), row('three', { cost: 3 })];
  const shown = () => list.shown.map(({ key }) => key);
  list.sortBy('cost');
  expect(shown()).toEqual(['one', 'three', 'none']);
  list.sortBy('cost');
  expect(shown()).toEqual(['three', 'one', 'none']);
  list.sortBy('cost');
  expect(shown()).toEqual(['none', 'one', 'three']);
});

test('a narrow table has people and verdicts alone, a wide one all that the rows fill', () => {
  const rows = [
    row('a', {
      company: 'Acme',
      cost: 1,
      lists: ['x'],
      addresses: [{ email: 'a@a.example', verdict: 'valid' }],
    }),
    row('b'),
  ];
  expect(columnsOf(rows, 300)).toEqual(['person', 'verdict']);
  expect(columnsOf(rows, 640)).toEqual(['person', 'company', 'verdict']);
  expect(columnsOf(rows, 1000)).toEqual(['person', 'company', 'address', 'verdict', 'lists', 'cost']);
  expect(columnsOf([row('b')], 1000)).toEqual(['person', 'verdict']);
});
