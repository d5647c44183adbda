import { randomUUID } from 'node:crypto';
import type { Limit, Store } from '../../src/spending/store.ts';

/** Wide enough that nothing waits for Snov.io's pace. */
const LIMIT: Limit = { requests: 1_000_000, windowMs: 100 };
/** A wall that is never reached is looked at all the same. */
const WALLS = { day: 1_000_000_000 };

/** What has to be on the disk before a paid request leaves: its slot, its payment and its credits. */
export async function claimPaceSpend(
  store: Store,
  account: string,
): Promise<{ item: string; sentAt: number }> {
  const item = `${randomUUID()}@norrland.example`;
  const scope = { account, question: 'verify' } as const;
  const entry = { item, input: item, credits: 1 };
  const payer = { generation: 'v2', tool: 'verify_emails', walls: WALLS } as const;
  const outcome = await store.claimWithSlot?.(scope, [entry], payer, LIMIT);
  if (outcome?.claimed.length !== 1) throw new Error('The payment was not claimed');
  return { item, sentAt: outcome.at };
}

/** All that a call for one unknown address asks of the store, from the look at what is known to what it tells as spent. */
export async function paidCall(store: Store, account: string): Promise<void> {
  const scope = { account, question: 'verify' } as const;
  const since = store.now();
  await store.rows(scope, [`${randomUUID()}@norrland.example`]);
  const payment = await claimPaceSpend(store, account);
  await store.started(scope, [payment], randomUUID());
  const rest = { credits: 1, provisional: false, open: false, miss: false, since };
  const ending = { ...payment, input: payment.item, answer: { status: 'valid' }, ...rest };
  await store.settled(scope, [ending], 'v2');
  await store.reported(scope, [payment.item]);
}
