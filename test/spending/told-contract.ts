import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/spending/rules/keeping.ts';
import type { Store } from '../../src/spending/store.ts';
import { ending, payments, VERIFY } from './payments.ts';
import type { SharedStore } from './store-contract.ts';

/** What every store promises of what answers have told, and of looks at the balance. */
export function describeTold(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: what was told`, () => {
    let shared: SharedStore;
    let store: Store;

    beforeEach(async () => {
      shared = await start();
      store = await shared.open();
    });

    afterEach(async () => {
      await store.close();
      await shared.close();
    });

    const { claim, settle, rowOf, reported } = payments(() => store);

    describe('what earlier answers have told', () => {
      const paidEarlier = async (...items: string[]) => (await reported(...items)).paidEarlier;

      test('is told of every later one, and not of the first', async () => {
        await settle('a', { credits: 2 });
        expect(await reported('a')).toEqual({ spent: 2, paidEarlier: 0, reserved: 0 });
        expect(await reported('a', 'unknown')).toEqual({ spent: 0, paidEarlier: 2, reserved: 0 });
        await settle('b', { credits: 3 });
        expect(await reported('a', 'b')).toEqual({ spent: 3, paidEarlier: 2, reserved: 0 });
      });

      test('is nothing where nothing was charged, or the answer came free', async () => {
        await settle('miss', { credits: 0, miss: true });
        await store.settled(VERIFY, [ending('free', { credits: 0 })], 'v1');
        await claim('open');
        expect(await paidEarlier('miss', 'free', 'open')).toBe(0);
      });

      test('is that of the answer that is given, while it is renewed and afterwards', async () => {
        await settle('a', { credits: 2 });
        await reported('a');
        await shared.age(1000);
        const again = await claim('a', { replaces: (await rowOf('a'))?.changedAt, credits: 5 });
        expect(await reported('a')).toEqual({ spent: 0, paidEarlier: 2, reserved: 5 });
        await store.settled(VERIFY, [ending(again, { credits: 3 })], 'v2');
        expect(await reported('a')).toEqual({ spent: 3, paidEarlier: 0, reserved: 0 });
        expect(await paidEarlier('a')).toBe(3);
      });

      test('is nothing once that answer is over, also where a free one takes its place', async () => {
        await settle('a');
        await reported('a');
        await shared.age(14 * DAY_MS + 1000);
        expect(await paidEarlier('a')).toBe(0);
        await store.settled(VERIFY, [ending('a', { credits: 0 })], 'v1');
        expect(await paidEarlier('a')).toBe(0);
      });

      test('is not what is still in doubt or may still be charged', async () => {
        const grey = await claim('grey');
        await store.settled(VERIFY, [ending(grey, { provisional: true, open: true })], 'v1');
        await store.doubted(VERIFY, [await claim('doubt')], 'in_doubt');
        expect(await reported('grey', 'doubt')).toEqual({ spent: 0, paidEarlier: 0, reserved: 2 });
      });
    });

    test('payments in doubt are counted until they are resolved', async () => {
      await settle('answered');
      const grey = await claim('grey');
      await store.settled(VERIFY, [ending(grey, { provisional: true, open: true })], 'v1');
      await claim('sent');
      expect(await store.inDoubt()).toBe(0);
      const [one, other] = [await claim('one'), await claim('other')];
      await store.doubted(VERIFY, [one, other], 'in_doubt');
      expect(await store.inDoubt()).toBe(2);
      await store.settled(VERIFY, [ending(one)], 'v2');
      await store.released(VERIFY, [other]);
      expect(await store.inDoubt()).toBe(0);
    });

    describe('a look at the balance', () => {
      test('is compared with the first of 24 hours, and then begins anew', async () => {
        expect(await store.looked('account', 100)).toEqual({ open: 0, untold: 0, charged: 0 });
        await settle('a', { credits: 2 });
        const look = { open: 0, untold: 2, charged: 2 };
        const before = { balance: 100, open: 0, untold: 0 };
        expect(await store.looked('account', 98)).toMatchObject({ ...look, before });
        await reported('a');
        await shared.age(DAY_MS + 1000);
        await settle('b', { credits: 3 });
        const told = { open: 0, untold: 3, charged: 5, before };
        expect(await store.looked('account', 95)).toMatchObject(told);
        await reported('b');
        const anew = { untold: 0, charged: 0, before: { balance: 95, untold: 3 } };
        expect(await store.looked('account', 95)).toMatchObject(anew);
      });

      test('of a balance that has risen begins anew', async () => {
        await store.looked('account', 100);
        expect(await store.looked('account', 1100)).toMatchObject({ before: { balance: 100 } });
        expect(await store.looked('account', 1099)).toMatchObject({ before: { balance: 1100 } });
      });

      test('knows what is open, and counts it as charged once it is', async () => {
        const open = await claim('a', { credits: 4 });
        const doubt = await claim('b');
        await store.doubted(VERIFY, [doubt], 'in_doubt');
        await store.looked('account', 100);
        expect(await store.looked('account', 100)).toMatchObject({
          open: 5,
          charged: 0,
          before: { open: 5 },
        });
        await store.settled(VERIFY, [ending(open, { credits: 3 })], 'v2');
        expect(await store.looked('account', 97)).toMatchObject({ open: 1, untold: 3, charged: 3 });
        await store.released(VERIFY, [doubt]);
        expect(await store.looked('account', 97)).toMatchObject({ open: 0, charged: 3 });
      });

      test('is each account’s own, and all processes share it', async () => {
        await store.looked('account', 100);
        const other = await shared.open();
        expect(await other.looked('another', 7)).not.toHaveProperty('before');
        expect(await other.looked('account', 99)).toMatchObject({ before: { balance: 100 } });
        await other.close();
      });

      test('forgets nothing of what is compared while the record is tidied up', async () => {
        await settle('old', { credits: 2 });
        await shared.age(371 * DAY_MS);
        await store.looked('account', 100);
        await shared.age(30 * DAY_MS);
        await store.isUsable();
        expect(await store.looked('account', 100)).toMatchObject({ charged: 0, before: { balance: 100 } });
      });
    });
  });
}
