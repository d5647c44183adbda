import type { Claimed } from '../../spending/store.ts';
import type { AnyMethod } from './method.ts';
import type { Work } from './work.ts';
import { entryOf, type WorkItem } from './work-item.ts';

/**
 * Whether the payments of a method take their slots by themselves, in the commit that records them. Where an hourly quota is
 * kept, its units are counted between the two: what has no slot must not use any.
 */
export function takesSlot({ options: { api, quota } }: Work, { generation }: AnyMethod): boolean {
  return api.pace.along !== undefined && !(quota && generation === 'v1');
}

/**
 * Records the payments for these items, with their slot where they take it by themselves. Where no slot is free after all,
 * nothing has become of any item: they wait for their turn again.
 */
export async function recordPayments(
  work: Work,
  method: AnyMethod,
  items: readonly WorkItem[],
): Promise<Claimed> {
  const { api, store, scope, walls } = work.options;
  const entries = items.flatMap(item => entryOf(item) ?? []);
  const tool = items.find(item => item.payer)?.payer?.tool ?? '';
  const payer = { generation: method.generation, tool, walls };
  const { along } = api.pace;
  if (!along || !store.claimWithSlot || !takesSlot(work, method)) return store.claim(scope, entries, payer);
  const claim = store.claimWithSlot.bind(store);
  return along(limit => claim(scope, entries, payer, limit));
}
