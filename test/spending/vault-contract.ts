import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/spending/rules/keeping.ts';
import type { Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const entry = (person: string, text = 'sealed', keyId = 'key') => ({
  person,
  keyId,
  wrapped: Buffer.from(`wrapped ${text}`),
  sealed: Buffer.from([0, 255, ...Buffer.from(text)]),
});

/** What every store promises of the credentials that people have left. */
export function describeVault(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: the vault`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    test('an entry is seen by all processes at once, byte for byte; a later one takes its place', async () => {
      expect(await one.vault.get('mara')).toBeUndefined();
      expect(await one.vault.put(entry('mara'))).toBe(true);
      const { wrapped, sealed, ...rest } = (await other.vault.get('mara')) ?? entry('');
      expect(rest).toEqual({ person: 'mara', keyId: 'key', at: expect.any(Number) });
      expect([Buffer.from(wrapped), Buffer.from(sealed)]).toEqual([
        entry('mara').wrapped,
        entry('mara').sealed,
      ]);
      await other.vault.put(entry('mara', 'again', 'newer'));
      await other.vault.put(entry('ivo'));
      expect((await one.vault.all()).map(({ person, keyId }) => [person, keyId])).toEqual([
        ['mara', 'newer'],
        ['ivo', 'key'],
      ]);
    });

    test('a link leads to one entry, whoever comes at the same moment', async () => {
      const puts = [one, other, one, other].map((store, i) =>
        store.vault.put(entry('mara', `try ${i}`), 'link'),
      );
      const outcomes = await Promise.all(puts);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      const won = outcomes.indexOf(true);
      expect(Buffer.from((await one.vault.get('mara'))?.wrapped ?? '').toString()).toBe(`wrapped try ${won}`);
      expect(await other.vault.isUsed('link')).toBe(true);
      expect(await other.vault.isUsed('another')).toBe(false);
      expect(await other.vault.put(entry('mara', 'without a link'))).toBe(true);
    });

    test('used links are remembered longer than any is good for, and not for ever', async () => {
      await one.vault.put(entry('mara'), 'link');
      await shared.age(DAY_MS - 5000);
      expect(await one.vault.put(entry('mara'), 'link')).toBe(false);
      await shared.age(10_000);
      await one.vault.put(entry('ivo'));
      expect(await one.vault.isUsed('link')).toBe(false);
    });

    test('is wrapped anew only if it is as it was read', async () => {
      await one.vault.put(entry('mara'));
      const read = await one.vault.get('mara');
      if (!read) throw new Error('It is not there.');
      const anew = { keyId: 'newer', wrapped: Buffer.from('anew') };
      expect(await other.vault.rewrap(read, anew)).toBe(true);
      expect(await one.vault.get('mara')).toMatchObject({ keyId: 'newer', at: read.at });
      expect(await one.vault.rewrap(read, anew), 'changed meanwhile').toBe(false);
      await one.vault.remove('mara');
      expect(await one.vault.rewrap(read, anew), 'removed meanwhile').toBe(false);
      expect(await other.vault.get('mara')).toBeUndefined();
    });

    test('is removed once, and stays gone', async () => {
      await one.vault.put(entry('mara'));
      expect(await Promise.all([one.vault.remove('mara'), other.vault.remove('mara')])).toContain(true);
      expect(await one.vault.remove('mara')).toBe(false);
      expect(await other.vault.all()).toEqual([]);
    });

    test('forgetting people of the ledger leaves it alone', async () => {
      await one.vault.put(entry('mara'));
      await one.forget('all');
      expect(await one.vault.get('mara')).toBeDefined();
    });
  });
}
