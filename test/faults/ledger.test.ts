import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ceiling } from '../../src/spending/ceiling.ts';
import { DAY_MS } from '../../src/spending/keeping.ts';
import { type Ending, Ledger, type Sent } from '../../src/spending/ledger.ts';
import type { Question, State } from '../../src/spending/row.ts';
import { stateDirectory } from './kit.ts';

const ACCOUNT = 'account';
const shelfOf = (question: Question) => ({ account: ACCOUNT, question });
const VERIFY = shelfOf('verify');

let state: ReturnType<typeof stateDirectory>;
let one: Ledger;
let other: Ledger;

beforeEach(() => {
  state = stateDirectory();
  one = new Ledger(state.path, 30);
  other = new Ledger(state.path, 30);
});

afterEach(() => {
  one.close();
  other.close();
  state[Symbol.dispose]();
});

const entry = (item: string, credits = 1, replaces?: number) => ({ item, input: item, credits, replaces });
const payer = (walls = {}) => ({ generation: 'v2' as const, tool: 'verify_emails', walls });

/** Begins payments; all of them have to begin. */
function begin(ledger: Ledger, ...items: string[]): Sent[] {
  const { at: sentAt, begun } = ledger.begin(
    VERIFY,
    items.map(item => entry(item)),
    payer(),
  );
  expect(begun).toEqual(items);
  return items.map(item => ({ item, sentAt }));
}

function ending(item: string, more: Partial<Ending> = {}): Ending {
  return { item, input: item, since: 1, answer: { status: 'valid' }, credits: 1, ...more };
}

const rowOf = (ledger: Ledger, item: string) => ledger.rows(VERIFY, [item]).get(item);
const stateOf = (ledger: Ledger, item: string): State | undefined => rowOf(ledger, item)?.state;
const spentOf = (ledger: Ledger) => ledger.spend.since(ACCOUNT, 0);

/** Changes the file behind the ledgers' back. */
function edit(sql: string): void {
  const db = new DatabaseSync(join(state.path, 'ledger.db'), { timeout: 5000 });
  db.exec(sql);
  db.close();
}

describe('two ledgers on one file', () => {
  test('only one begins a payment; the other sees it live', () => {
    begin(one, 'a', 'b');
    const { begun, live } = other.begin(VERIFY, [entry('b'), entry('c')], payer());
    expect({ begun, live }).toEqual({ begun: ['c'], live: ['b'] });
    expect(spentOf(one)).toBe(3);
  });

  test('what one says of a payment, the other sees at once', () => {
    const [sent] = begin(one, 'a');
    if (!sent) throw new Error('Nothing was begun');
    expect(stateOf(other, 'a')).toBe('sent');
    one.running(VERIFY, [sent], 'task');
    expect(rowOf(other, 'a')).toMatchObject({ state: 'running', task: 'task' });
    one.settle(VERIFY, [ending('a')], 'v2');
    expect(rowOf(other, 'a')).toMatchObject({ state: 'done', answer: { status: 'valid' } });
  });

  test('the first to settle settles; credits are told once', () => {
    begin(one, 'a');
    const since = Date.now();
    one.settle(VERIFY, [ending('a', { since })], 'v2');
    other.settle(VERIFY, [ending('a', { since, credits: 5, answer: { status: 'unknown' } })], 'v2');
    expect(rowOf(one, 'a')).toMatchObject({ answer: { status: 'valid' }, credits: 1 });
    expect(spentOf(one)).toBe(1);
    expect([...one.claim(VERIFY, ['a'])]).toEqual([['a', 1]]);
    expect([...other.claim(VERIFY, ['a'])]).toEqual([]);
    expect([...one.claim(VERIFY, ['a'])]).toEqual([]);
  });

  test('told once also where answers are not kept', () => {
    const forgetful = [new Ledger(state.path, 0), new Ledger(state.path, 0)];
    const [first, second] = forgetful as [Ledger, Ledger];
    begin(first, 'a');
    const since = Date.now();
    first.settle(VERIFY, [ending('a', { since })], 'v2');
    second.settle(VERIFY, [ending('a', { since })], 'v2');
    second.purge();
    const told = [...second.claim(VERIFY, ['a']).values(), ...first.claim(VERIFY, ['a']).values()];
    expect(told).toEqual([1]);
    second.settle(VERIFY, [ending('a', { since })], 'v2');
    expect([...second.claim(VERIFY, ['a'])]).toEqual([]);
    for (const ledger of forgetful) ledger.close();
  });

  test('a late word about an older payment touches no newer one', async () => {
    const [old] = begin(one, 'a');
    if (!old) throw new Error('Nothing was begun');
    other.release(VERIFY, [old]);
    await new Promise(resolve => setTimeout(resolve, 5));
    begin(other, 'a');
    one.release(VERIFY, [old]);
    one.running(VERIFY, [old], 'old');
    one.doubt(VERIFY, [old], 'in_doubt');
    one.abandon(VERIFY, old);
    expect(rowOf(one, 'a')).toMatchObject({ state: 'sent', task: undefined });
    expect(spentOf(one)).toBe(1);
  });

  test('a payment in doubt is replaced by one, not by both', () => {
    const sent = begin(one, 'a');
    one.doubt(VERIFY, sent, 'in_doubt');
    const replaces = rowOf(one, 'a')?.changedAt;
    edit('UPDATE item SET changed_at = changed_at - 1000, sent_at = sent_at - 1000');
    const seen = (replaces ?? 0) - 1000;
    const begun = [one, other].map(ledger => ledger.begin(VERIFY, [entry('a', 1, seen)], payer()).begun);
    expect(begun).toEqual([['a'], []]);
    // The payment in doubt goes on counting.
    expect(spentOf(one)).toBe(2);
  });

  test('an abandoned payment whose process lives after all goes on', () => {
    const [sent] = begin(one, 'a');
    if (!sent) throw new Error('Nothing was begun');
    other.abandon(VERIFY, sent);
    expect(stateOf(one, 'a')).toBe('doubt');
    one.running(VERIFY, [sent], 'task');
    expect(stateOf(other, 'a')).toBe('running');
    other.abandon(VERIFY, sent);
    expect(stateOf(other, 'a')).toBe('running');
  });
});

describe('what was spent', () => {
  test('is reserved when sent, corrected at the end, gone when released', () => {
    const [a, b] = begin(one, 'a', 'b');
    if (!a || !b) throw new Error('Nothing was begun');
    expect(spentOf(one)).toBe(2);
    one.settle(VERIFY, [ending('a', { credits: 3 })], 'v2');
    one.release(VERIFY, [b]);
    expect(spentOf(one)).toBe(3);
    expect(one.spend.byTool(ACCOUNT, 0)).toEqual([{ tool: 'verify_emails', credits: 3 }]);
  });

  test('a second look at a finished answer changes nothing of it', () => {
    begin(one, 'a');
    one.settle(VERIFY, [ending('a')], 'v2');
    edit('UPDATE item SET changed_at = changed_at - 7200000');
    one.settle(VERIFY, [ending('a', { since: Date.now(), credits: 0 })], 'v1');
    expect(spentOf(one)).toBe(1);
    expect([...one.claim(VERIFY, ['a'])]).toEqual([['a', 1]]);
  });

  test('an answer that was learnt by the way leaves a payment alone', () => {
    begin(one, 'a');
    one.learn(VERIFY, [ending('a', { since: 0, credits: 0 })], 'v2');
    expect(stateOf(one, 'a')).toBe('sent');
    expect(spentOf(one)).toBe(1);
  });

  test('a doubtful payment that a free read clears up was one', () => {
    const sent = begin(one, 'a');
    one.doubt(VERIFY, sent, 'in_doubt');
    one.settle(VERIFY, [ending('a', { credits: 0 })], 'v1');
    expect(spentOf(one)).toBe(1);
    expect([...one.claim(VERIFY, ['a'])]).toEqual([['a', 1]]);
  });

  test('walls count all processes by day and this one by itself', () => {
    begin(one, 'a', 'b');
    begin(other, 'c');
    const walls = { process: 3, day: 4 };
    expect(one.spend.left(ACCOUNT, walls)).toEqual({ process: 1, day: 1 });
    expect(other.spend.left(ACCOUNT, walls)).toEqual({ process: 2, day: 1 });
    const { begun, walled } = other.begin(VERIFY, [entry('d'), entry('e')], payer(walls));
    expect({ begun, walled }).toEqual({ begun: ['d'], walled: ['e'] });
    edit(`UPDATE spend SET at = at - ${DAY_MS}`);
    expect(one.spend.left(ACCOUNT, walls)).toEqual({ process: 1, day: 4 });
  });

  test('another account has walls of its own', () => {
    begin(one, 'a');
    expect(one.spend.left('another', { day: 5 })).toMatchObject({ day: 5 });
  });

  test('the last credit goes to one', () => {
    const admitted = [one, other].map(({ spend }) =>
      new Ceiling({ perCall: 5, walls: { day: 1 } }, spend, ACCOUNT).admit(
        [{ item: 'x', price: 1 }],
        1,
        'one',
      ),
    );
    expect(admitted.map(items => items.size)).toEqual([1, 1]);
    const walls = { day: 1 };
    const begun = [one, other].map((ledger, n) => ledger.begin(VERIFY, [entry(`x${n}`)], payer(walls)).begun);
    expect(begun).toEqual([['x0'], []]);
  });
});

describe('how long answers are kept', () => {
  const days = (question: Question, more: Partial<Ending> = {}, kept = 30) => {
    const ledger = new Ledger(state.path, kept);
    ledger.begin(shelfOf(question), [entry('k')], payer());
    ledger.settle(shelfOf(question), [ending('k', more)], 'v2');
    const db = new DatabaseSync(join(state.path, 'ledger.db'), { timeout: 5000 });
    const row = db.prepare("SELECT expires_at, answer FROM item WHERE item = 'k'").get();
    db.exec("DELETE FROM item WHERE item = 'k'");
    db.close();
    ledger.close();
    return {
      days: Math.round(Number(row?.expires_at) / DAY_MS - Date.now() / DAY_MS) || 0,
      answer: row?.answer,
    };
  };

  test('as configured, verifications at most 14 days, unpaid misses 1', () => {
    expect(days('find').days).toBe(30);
    expect(days('verify').days).toBe(14);
    expect(days('verify', {}, 7).days).toBe(7);
    expect(days('find', { miss: true, credits: 0 }).days).toBe(1);
    expect(days('profile', {}, 365).days).toBe(365);
  });

  test('with 0 nothing of an answer is written', () => {
    expect(days('find', {}, 0)).toEqual({ days: 0, answer: null });
  });

  test('what is over is not given again, and is purged; what runs or is in doubt stays', () => {
    begin(one, 'old', 'sent');
    one.doubt(VERIFY, begin(one, 'doubt'), 'in_doubt');
    one.settle(VERIFY, [ending('old')], 'v2');
    one.claim(VERIFY, ['old']);
    edit(
      `UPDATE item SET expires_at = expires_at - ${15 * DAY_MS}, changed_at = changed_at - ${15 * DAY_MS}`,
    );
    expect(rowOf(one, 'old')).toBeUndefined();
    one.purge();
    const db = new DatabaseSync(join(state.path, 'ledger.db'), { timeout: 5000 });
    expect(
      db
        .prepare('SELECT item FROM item ORDER BY item')
        .all()
        .map(({ item }) => item),
    ).toEqual(['doubt', 'sent']);
    db.close();
    expect(begin(one, 'old')).toHaveLength(1);
  });
});
