import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';

const ACCOUNT = 'account';
const VERIFY = { account: ACCOUNT, question: 'verify' } as const;

/** What every store promises of the pace and the quotas, over two processes that share it. */
export function describePace(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: pace and quotas`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      shared = await start();
      one = await shared.open();
      other = await shared.open();
    });

    afterEach(async () => {
      await one.close();
      await other.close();
      await shared.close();
    });

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
      expect(await other.takeQuota({ ...request, units: 6, keep: 0 })).toBe(true);
      await shared.age(3_600_001);
      expect(await one.takeQuota({ ...request, units: 10, keep: 0 })).toBe(true);
    });
  });
}
