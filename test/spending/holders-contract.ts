import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Holder } from '../../src/spending/holders.ts';
import { DAY_MS } from '../../src/spending/rules/keeping.ts';
import type { Store } from '../../src/spending/store.ts';
import { ending, entry, payer, scopeOf, VERIFY } from './payments.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const TEAM: Holder = { name: 'team sales', day: 5, month: 8 };
const ANNA: Holder = { name: 'subject anna', day: 3 };

/** What every store promises of the limits of people, teams and machines, over two processes that share it. */
export function describeHolders(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: limits of people, teams and machines`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    /** Claims items of one credit each. @returns those that were claimed */
    const claim = async (store: Store, items: string[], holders: Holder[], scope = VERIFY) =>
      store.claim(
        scope,
        items.map(item => entry(item, { holders })),
        payer,
      );
    const claimedOf = async (...args: Parameters<typeof claim>) => (await claim(...args)).claimed;
    const leftOf = async (store: Store, holders: Holder[]) =>
      (await store.roomOf(holders)).map(({ name: of, span, left }) => [of, span, left]);

    test('the stricter one holds, and stops only what is beyond it', async () => {
      const { claimed, walled } = await claim(one, ['a', 'b', 'c', 'd'], [ANNA, TEAM]);
      expect({ claimed, walled }).toEqual({ claimed: ['a', 'b', 'c'], walled: ['d'] });
      expect(await leftOf(other, [ANNA, TEAM])).toEqual([
        ['subject anna', 'day', 0],
        ['team sales', 'day', 2],
        ['team sales', 'month', 5],
      ]);
    });

    test('a payment counts over processes and accounts, and among its holders only', async () => {
      await claim(one, ['a', 'b', 'c'], [TEAM]);
      expect(await claimedOf(other, ['a', 'b', 'c'], [TEAM], scopeOf('verify', 'another'))).toEqual([
        'a',
        'b',
      ]);
      expect(await claimedOf(other, ['d'], [TEAM])).toEqual([]);
      expect(await claimedOf(other, ['d'], [ANNA])).toEqual(['d']);
      expect(await claimedOf(other, ['e'], [])).toEqual(['e']);
    });

    test('items of several callers in one request are each judged by their own limits', async () => {
      const bob: Holder = { name: 'subject bob', day: 1 };
      const entries = [
        entry('a', { holders: [bob, TEAM], credits: 2 }),
        entry('b', { holders: [ANNA, TEAM], credits: 3 }),
        entry('c', { holders: [bob, TEAM] }),
        entry('d', { holders: [ANNA] }),
        entry('e'),
      ];
      const { claimed, walled } = await one.claim(VERIFY, entries, payer);
      expect({ claimed, walled }).toEqual({ claimed: ['b', 'c', 'e'], walled: ['a', 'd'] });
    });

    test('two processes, two accounts and twenty payments at once do not pass one limit', async () => {
      const attempts = Array.from({ length: 20 }, (_, i) =>
        claim([one, other][i % 2] as Store, [`item ${i}`], [TEAM], scopeOf('verify', `account ${i % 4}`)),
      );
      const results = await Promise.all(attempts);
      expect(results.flatMap(({ claimed }) => claimed)).toHaveLength(5);
      expect(await leftOf(one, [TEAM])).toContainEqual(['team sales', 'day', 0]);
    });

    test('what was not charged counts no more, and what cost less counts as it cost', async () => {
      const { at: sentAt } = await claim(one, ['a'], [ANNA]);
      await other.released(VERIFY, [{ item: 'a', sentAt }]);
      expect(await leftOf(one, [ANNA])).toEqual([['subject anna', 'day', 3]]);
      const big = await one.claim(VERIFY, [entry('b', { credits: 3, holders: [ANNA] })], payer);
      await one.settled(VERIFY, [ending({ item: 'b', sentAt: big.at }, { credits: 1 })], 'v2');
      expect(await leftOf(other, [ANNA])).toEqual([['subject anna', 'day', 2]]);
    });

    test('a line that takes the place of a cancelled one is not counted among its holders', async () => {
      const { at: sentAt } = await claim(one, ['a'], [ANNA]);
      await one.released(VERIFY, [{ item: 'a', sentAt }]);
      await claim(one, ['b'], []);
      expect(await one.roomOf([ANNA])).toEqual([{ name: 'subject anna', span: 'day', limit: 3, left: 3 }]);
    });

    test('says until when, and frees what is older than a day or 30 days', async () => {
      await claim(one, ['a', 'b', 'c', 'd', 'e'], [TEAM]);
      await shared.age(3_600_000);
      const [day, month] = await other.roomOf([TEAM]);
      expect(Math.abs((day?.freesAt ?? 0) - Date.now() - 23 * 3_600_000)).toBeLessThan(30_000);
      expect(Math.abs((month?.freesAt ?? 0) - Date.now() - 30 * DAY_MS + 3_600_000)).toBeLessThan(30_000);
      await shared.age(23 * 3_600_000);
      expect(await claimedOf(one, ['f', 'g', 'h', 'i'], [TEAM])).toEqual(['f', 'g', 'h']);
      await shared.age(29 * DAY_MS);
      expect(await claimedOf(one, ['j', 'k', 'l', 'm', 'n', 'o'], [TEAM])).toHaveLength(5);
    });

    test('tells what each has spent, also where it has no limit', async () => {
      await claim(one, ['a', 'b'], [TEAM, { name: 'subject free' }]);
      await shared.age(2 * DAY_MS);
      await claim(other, ['c'], [ANNA, TEAM]);
      expect(await one.spentByHolder()).toEqual([
        { holder: 'subject anna', last24Hours: 1, last30Days: 1 },
        { holder: 'subject free', last24Hours: 0, last30Days: 2 },
        { holder: 'team sales', last24Hours: 1, last30Days: 3 },
      ]);
      await shared.age(29 * DAY_MS);
      await one.isUsable();
      expect(await one.spentByHolder()).toMatchObject([{ holder: 'subject anna' }, { holder: 'team sales' }]);
    });

    test('the stricter of two limits of the same name holds, and none is no limit', async () => {
      const strict = { name: 'principal import', day: 1 };
      const rooms = await one.roomOf([strict, { name: 'principal import', day: 4, month: 9 }]);
      expect(rooms.map(({ span, limit }) => [span, limit])).toEqual([
        ['day', 1],
        ['month', 9],
      ]);
      expect(await claimedOf(one, ['a', 'b'], [{ name: 'principal import', day: 4 }, strict])).toEqual(['a']);
      expect(await one.roomOf([{ name: 'subject free' }])).toEqual([]);
    });
  });
}
