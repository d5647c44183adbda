import { expect } from 'vitest';
import type { Ending, Entry, Payment, Question, Row, Store } from '../../src/spending/store.ts';

// Payments as the contracts of stores make them.

export const scopeOf = (question: Question, account = 'account') => ({ account, question });
export const VERIFY = scopeOf('verify');
export const payer = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;
export const entry = (item: string, more: Partial<Entry> = {}): Entry => ({
  item,
  input: item,
  credits: 1,
  ...more,
});

export function ending(payment: Payment | string, more: Partial<Ending> = {}): Ending {
  const { item, sentAt } = typeof payment === 'string' ? { item: payment, sentAt: undefined } : payment;
  const rest = { credits: 1, provisional: false, open: false, miss: false };
  return { item, input: item, sentAt, since: Date.now(), answer: 'valid', ...rest, ...more };
}

/** What the tests do with a store. @param store the one of the running test */
export function payments(store: () => Store) {
  async function claim(item: string, more: Partial<Entry> = {}, scope = VERIFY, who: object = {}) {
    const claimed = await store().claim(scope, [entry(item, more)], { ...payer, ...who });
    expect(claimed.claimed).toEqual([item]);
    return { item, sentAt: claimed.at };
  }

  async function settle(item: string, more: Partial<Ending> = {}) {
    const payment = await claim(item);
    await store().settled(VERIFY, [ending(payment, more)], 'v2');
    return payment;
  }

  const agingRowOf = async (item: string, scope = VERIFY) => (await store().rows(scope, [item])).get(item);
  /** Without what changes by itself. */
  const rowOf = async (item: string, scope = VERIFY) => {
    const { sentMsAgo, changedMsAgo, ...row } = (await agingRowOf(item, scope)) ?? {};
    return sentMsAgo === undefined ? undefined : (row as Omit<Row, 'sentMsAgo' | 'changedMsAgo'>);
  };
  const reported = (...items: string[]) => store().reported(VERIFY, items);

  return { claim, settle, agingRowOf, rowOf, reported };
}
