import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const HOUR_MS = 3_600_000;
const record = (text: string, belongsTo?: string) => ({
  value: { text, list: [1] },
  belongsTo,
  ttlMs: HOUR_MS,
});

/** What every store promises of what the sign-in at this very server keeps. */
export function describeSignIns(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: the sign-in`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    test('a record is found by all processes at once, by its kind and id; a later one takes its place', async () => {
      expect(await one.signIns.find('Grant', 'a')).toBeUndefined();
      await one.signIns.put('Grant', 'a', record('first'));
      expect(await other.signIns.find('Grant', 'a')).toEqual({
        value: { text: 'first', list: [1] },
        usedMsAgo: undefined,
      });
      expect(await other.signIns.find('Session', 'a')).toBeUndefined();
      await other.signIns.use('Grant', 'a');
      await other.signIns.put('Grant', 'a', record('second'));
      expect(await one.signIns.find('Grant', 'a')).toMatchObject({
        value: { text: 'second' },
        usedMsAgo: undefined,
      });
      await one.signIns.remove('Grant', 'a');
      expect(await other.signIns.find('Grant', 'a')).toBeUndefined();
    });

    test('one that stays where it is stays used too, until its time is over', async () => {
      await one.signIns.put('RefreshToken', 'a', record('first'), 'stays');
      await one.signIns.use('RefreshToken', 'a');
      await other.signIns.put('RefreshToken', 'a', record('second'), 'stays');
      expect(await one.signIns.find('RefreshToken', 'a')).toMatchObject({
        value: { text: 'first' },
        usedMsAgo: expect.any(Number),
      });
      await shared.age(HOUR_MS + 1000);
      await other.signIns.put('RefreshToken', 'a', record('third'), 'stays');
      expect(await one.signIns.find('RefreshToken', 'a')).toMatchObject({
        value: { text: 'third' },
        usedMsAgo: undefined,
      });
    });

    test('a record is used once, whoever comes at the same moment, and remembers when', async () => {
      await one.signIns.put('AuthorizationCode', 'a', record('code'));
      const uses = [one, other, one, other].map(store => store.signIns.use('AuthorizationCode', 'a'));
      expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1);
      await shared.age(5000);
      const { usedMsAgo = 0 } = (await other.signIns.find('AuthorizationCode', 'a')) ?? {};
      expect(usedMsAgo).toBeGreaterThanOrEqual(5000);
      expect(await one.signIns.use('AuthorizationCode', 'another')).toBe(false);
    });

    test('what is over its time is not found, and cannot be used', async () => {
      await one.signIns.put('AuthorizationCode', 'a', record('code', 'grant'));
      await shared.age(HOUR_MS + 1000);
      expect(await other.signIns.find('AuthorizationCode', 'a')).toBeUndefined();
      expect(await other.signIns.findOf('AuthorizationCode', 'grant')).toBeUndefined();
      expect(await other.signIns.use('AuthorizationCode', 'a')).toBe(false);
    });

    test('records of a kind are found and removed by what they belong to', async () => {
      await one.signIns.put('RefreshToken', 'a', record('first', 'grant'));
      await one.signIns.put('RefreshToken', 'b', record('second', 'grant'));
      await one.signIns.put('RefreshToken', 'c', record('third', 'another'));
      await one.signIns.put('Session', 'd', record('fourth', 'grant'));
      expect((await other.signIns.findOf('Session', 'grant'))?.value.text).toBe('fourth');
      await other.signIns.removeOf('RefreshToken', 'grant');
      const left = await Promise.all(['a', 'b', 'c'].map(id => one.signIns.find('RefreshToken', id)));
      expect(left.map(found => found?.value.text)).toEqual([undefined, undefined, 'third']);
      expect(await one.signIns.find('Session', 'd')).toBeDefined();
    });

    test('of a kind the newest are left', async () => {
      for (const [index, id] of ['a', 'b', 'c'].entries())
        await one.signIns.put('Interaction', id, { value: {}, ttlMs: HOUR_MS + index * 1000 });
      await one.signIns.put('Session', 'd', record('another kind'));
      await other.signIns.trim('Interaction', 5);
      expect(await one.signIns.find('Interaction', 'a')).toBeDefined();
      await other.signIns.trim('Interaction', 2);
      const left = await Promise.all(['a', 'b', 'c'].map(id => one.signIns.find('Interaction', id)));
      expect(left.map(found => found !== undefined)).toEqual([false, true, true]);
      expect(await one.signIns.find('Session', 'd')).toBeDefined();
    });

    test('what is shared is made once, whoever asks first, and changed by one at a time', async () => {
      let made = 0;
      const make = (now?: { n: number }) => {
        made += now ? 0 : 1;
        return now ?? { n: made };
      };
      const all = await Promise.all(
        [one, other, one, other].map(store => store.signIns.shared('secrets', make)),
      );
      expect(new Set(all.map(({ n }) => n)).size).toBe(1);
      const before = all[0]?.n ?? 0;
      const add = (now?: { n: number }) => ({ n: (now?.n ?? 0) + 1 });
      await Promise.all([one, other, one, other].map(store => store.signIns.shared('secrets', add)));
      expect((await one.signIns.shared('secrets', make)).n).toBe(before + 4);
      await shared.age(10 * 365 * 24 * HOUR_MS);
      expect((await other.signIns.shared('secrets', make)).n, 'it has no end').toBe(before + 4);
    });

    test('tries are counted together, and anew after a minute', async () => {
      const tries = [one, other, one, other, one].map(store => store.signIns.countTry('mara', 3));
      const waits = await Promise.all(tries);
      expect(waits.filter(wait => wait === 0)).toHaveLength(3);
      for (const wait of waits.filter(Boolean)) expect(wait).toBeLessThanOrEqual(60_000);
      expect(await other.signIns.countTry('ivo', 3)).toBe(0);
      await shared.age(30_000);
      const late = await other.signIns.countTry('mara', 3);
      expect(late).toBeGreaterThan(0);
      expect(late).toBeLessThanOrEqual(30_000);
      await shared.age(31_000);
      expect(await other.signIns.countTry('mara', 3)).toBe(0);
    });

    test('forgetting people of the ledger leaves it alone', async () => {
      await one.signIns.put('Grant', 'a', record('first'));
      await one.forget('all');
      expect(await one.signIns.find('Grant', 'a')).toBeDefined();
    });
  });
}
