import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const ACCOUNT = 'account';
const VERIFY = { account: ACCOUNT, question: 'verify' } as const;

/** What every store promises of the pace and the quotas, over two processes that share it. */
export function describePace(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: pace and quotas`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    const limit = { requests: 2, windowMs: 60_000 };

    test('slots are shared, and come back with the window', async () => {
      expect((await one.takeSlot(ACCOUNT, limit)).taken).toBe(true);
      expect((await other.takeSlot(ACCOUNT, limit)).taken).toBe(true);
      expect(await one.takeSlot(ACCOUNT, limit)).toMatchObject({ taken: false, pausedMs: 0 });
      expect((await one.takeSlot('another', limit)).taken).toBe(true);
      await shared.age(60_000);
      expect((await other.takeSlot(ACCOUNT, limit)).taken).toBe(true);
    });

    test('a pause holds all processes and is never shortened', async () => {
      await one.pauseSlots(ACCOUNT, 5000, limit);
      await other.pauseSlots(ACCOUNT, 100, limit);
      const { taken, pausedMs } = await other.takeSlot(ACCOUNT, limit);
      expect(taken).toBe(false);
      expect(pausedMs).toBeGreaterThan(4000);
    });

    test('slots tell how long ago they were taken, the oldest first', async () => {
      await one.takeSlot(ACCOUNT, limit);
      await shared.age(20_000);
      const { ages } = await other.takeSlot(ACCOUNT, limit);
      expect(ages).toHaveLength(2);
      expect(ages[0]).toBeGreaterThanOrEqual(20_000);
      expect(ages[1]).toBeLessThan(10_000);
      expect((await one.takeSlot(ACCOUNT, limit)).ages).toHaveLength(2);
      await shared.age(40_000);
      expect((await one.takeSlot(ACCOUNT, limit)).ages).toHaveLength(2);
    });

    test('a pause without a length lasts until the oldest slot leaves the window', async () => {
      await one.takeSlot(ACCOUNT, limit);
      await shared.age(50_000);
      await one.pauseSlots(ACCOUNT, undefined, limit);
      const { taken, pausedMs } = await other.takeSlot(ACCOUNT, limit);
      expect(taken).toBe(false);
      expect(pausedMs).toBeGreaterThan(5000);
      expect(pausedMs).toBeLessThanOrEqual(10_000);
      await shared.age(10_000);
      expect(await other.takeSlot(ACCOUNT, limit)).toMatchObject({ taken: true, pausedMs: 0 });
    });

    test('a pause before any request lasts a window, and holds its account only', async () => {
      await one.pauseSlots(ACCOUNT, undefined, limit);
      const { pausedMs } = await other.takeSlot(ACCOUNT, limit);
      expect(pausedMs).toBeGreaterThan(55_000);
      expect(pausedMs).toBeLessThanOrEqual(60_000);
      expect((await other.takeSlot('another', limit)).taken).toBe(true);
    });

    test('a longer pause replaces a shorter one', async () => {
      await one.pauseSlots(ACCOUNT, 100, limit);
      await one.pauseSlots(ACCOUNT, 9000, limit);
      expect((await other.takeSlot(ACCOUNT, limit)).pausedMs).toBeGreaterThan(5000);
    });

    test('a quota counts its own account and hour, also after the clock was set back', async () => {
      const units = { family: 'finder', limit: 4, hourMs: 3_600_000, keepPerOpen: 3, keep: 0 } as const;
      const take = (account: string, count: number) => one.takeQuota({ ...units, account, units: count });
      expect(await take(ACCOUNT, 5)).toBe(false);
      expect(await take(ACCOUNT, 4)).toBe(true);
      expect(await take('another', 4)).toBe(true);
      await shared.age(3_590_000);
      expect(await take(ACCOUNT, 1)).toBe(false);
      const wait = await one.quotaWait?.({ ...units, account: ACCOUNT, units: 1 });
      expect(wait ?? 10_000).toBeGreaterThan(5000);
      expect(wait ?? 10_000).toBeLessThanOrEqual(10_000);
      await shared.age(-7_200_000);
      expect(await take(ACCOUNT, 1)).toBe(false);
      await shared.age(3_600_000);
      expect(await take(ACCOUNT, 4)).toBe(true);
    });

    test('a quota keeps room for what is under way in v1, for the same question, within the hour', async () => {
      const request = { account: ACCOUNT, family: 'finder', limit: 10, hourMs: 3_600_000 } as const;
      const fits = () => one.takeQuota({ ...request, units: 1, keep: 1, keepPerOpen: 9 });
      const v1 = { generation: 'v1', tool: 'find_emails', walls: {} } as const;
      const FIND = { account: ACCOUNT, question: 'find' } as const;
      const entry = (item: string) => ({ item, input: item, credits: 1 });
      await one.claim(FIND, [entry('of v2')], { ...v1, generation: 'v2' });
      await one.claim(VERIFY, [entry('verified')], v1);
      await one.claim({ ...FIND, account: 'another' }, [entry('theirs')], v1);
      expect(await fits()).toBe(true);
      await one.claim(FIND, [entry('of v1')], v1);
      expect(await fits()).toBe(false);
      await shared.age(3_600_000);
      expect(await fits()).toBe(true);
    });

    test('a clock that was set back keeps nobody waiting longer than the window', async () => {
      await one.takeSlot(ACCOUNT, limit);
      await one.takeSlot(ACCOUNT, limit);
      await one.pauseSlots(ACCOUNT, 1000, limit);
      await shared.age(-3_600_000);
      const { taken, pausedMs, ages } = await other.takeSlot(ACCOUNT, limit);
      expect(taken).toBe(false);
      expect(pausedMs).toBe(0);
      expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
      await shared.age(60_000);
      expect((await other.takeSlot(ACCOUNT, limit)).taken).toBe(true);
    });

    test('a quota is shared, and what has to be read back is kept free', async () => {
      const request = {
        account: ACCOUNT,
        family: 'verifier',
        limit: 10,
        hourMs: 3_600_000,
        keepPerOpen: 1,
      } as const;
      expect(await one.takeQuota({ ...request, units: 4, keep: 4 })).toBe(true);
      expect(await other.takeQuota({ ...request, units: 4, keep: 4 })).toBe(false);
      expect(await other.takeQuota({ ...request, family: 'finder', units: 4, keep: 4 })).toBe(true);
      const v1 = { generation: 'v1', tool: 'verify_emails', walls: {} } as const;
      const entry = (item: string) => ({ item, input: item, credits: 1 });
      await one.claim(VERIFY, [entry('a'), entry('b'), entry('c')], v1);
      expect(await other.takeQuota({ ...request, units: 2, keep: 2 })).toBe(false);
      expect(await other.takeQuota({ ...request, units: 6, keep: 0, keepPerOpen: 0 })).toBe(true);
      await shared.age(3_600_001);
      expect(await one.takeQuota({ ...request, units: 10, keep: 0 })).toBe(true);
    });
  });
}
