import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareBalance } from '../../src/spending/balance.ts';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';

const VERIFY = { account: 'account', question: 'verify' } as const;
const PAYER = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;

let store: SqliteStore;
beforeEach(() => {
  store = new SqliteStore(':memory:', 30);
});
afterEach(() => store.close());

const look = (balance: number) => compareBalance(store, 'account', balance);
const tell = (...items: string[]) => store.reported(VERIFY, items);

async function pay(item: string, credits: number, reserved = credits) {
  const { at: sentAt } = await store.claim(VERIFY, [{ item, input: item, credits: reserved }], PAYER);
  return async () => {
    const rest = { since: sentAt, answer: 'valid', provisional: false, open: false, miss: false };
    await store.settled(VERIFY, [{ item, input: item, sentAt, credits, ...rest }], 'v2');
  };
}

test('a charge that no answer has told explains a difference, until it is told', async () => {
  await look(100);
  await (await pay('a', 3))();
  const second = await look(97);
  expect(second).toMatchObject({ since: { balance: 100, charged: 3, told: 0 }, untold: 3 });
  expect(second.inWords).toBe(
    'Snov.io charged 3 more than answers told; 3 for answers that got lost: the same calls again give them, free.',
  );
  await tell('a');
  expect((await look(97)).inWords).toBe('Snov.io charged 3, as answers told.');
});

test('several reasons for a difference stand beside each other, and what is left is nobody’s', async () => {
  await look(100);
  await (await pay('a', 1))();
  await pay('b', 2);
  expect((await look(90)).inWords).toMatch(
    /^Snov\.io charged 10 more than answers told; 1 for answers that got lost.*; up to 2 for what is pending.*; 7 that this server knows nothing of: /,
  );
});

test('what was charged before the first look, and told after it, is no difference that nobody explains', async () => {
  await (await pay('a', 2))();
  const settle = await pay('b', 3);
  const first = await look(95);
  expect(first.inWords).toMatch(/first look .* 2 were charged for answers that got lost/);
  await settle();
  await tell('a', 'b');
  const second = await look(95);
  expect(second.since).toMatchObject({ charged: 0, told: 5 });
  expect(second.inWords).toBe(
    'Snov.io charged 5 less than answers told: up to 5 of it was charged before that look.',
  );
});

test('a charge that nobody here knows of is not blamed on an answer that was lost before the first look', async () => {
  await (await pay('a', 5))();
  await look(95);
  const second = await look(90);
  expect(second).toMatchObject({ since: { charged: 5, told: 0 }, untold: 5 });
  expect(second.inWords).toMatch(
    /^Snov\.io charged 5 more than answers told; 5 that this server knows nothing of: /,
  );
});

test('half credits are told as such', async () => {
  await look(10);
  await (await pay('a', 0.1))();
  await (await pay('b', 0.2))();
  await tell('a', 'b');
  expect(await look(9.7)).toMatchObject({ since: { charged: 0.3, told: 0.3 } });
});
