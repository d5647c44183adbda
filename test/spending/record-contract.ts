import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../src/spending/rules/keeping.ts';
import type { Store } from '../../src/spending/store.ts';
import { ending, entry, payer, payments, scopeOf, VERIFY } from './payments.ts';
import type { SharedStore } from './store-contract.ts';

/** What every store promises of how long things count, and for whom. */
export function describeRecord(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: the record`, () => {
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

    const { claim, settle, agingRowOf, rowOf, reported } = payments(() => store);

    test('a day, a month and the life of a process are counted apart', async () => {
      await claim('a', { credits: 2 }, VERIFY, { tool: 'b_tool' });
      await claim('b', { credits: 3 }, VERIFY, { tool: 'a_tool' });
      const record = () => store.spent('account');
      const since = (last24Hours: number, last7Days: number, last30Days: number) => ({
        last24Hours,
        last7Days,
        last30Days,
      });
      const expectRecord = async (day: 0 | 1, week: 0 | 1, month: 0 | 1) =>
        expect(await record()).toMatchObject({
          process: 5,
          ...since(5 * day, 5 * week, 5 * month),
          byTool: [
            { tool: 'a_tool', ...since(3 * day, 3 * week, 3 * month), items: 1 },
            { tool: 'b_tool', ...since(2 * day, 2 * week, 2 * month), items: 1 },
          ],
        });
      await expectRecord(1, 1, 1);
      await shared.age(DAY_MS - 5000);
      await expectRecord(1, 1, 1);
      await shared.age(5000);
      await expectRecord(0, 1, 1);
      const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
      expect(await store.spentByDay('account')).toEqual([
        { day: yesterday, tool: 'a_tool', credits: 3 },
        { day: yesterday, tool: 'b_tool', credits: 2 },
      ]);
      await shared.age(6 * DAY_MS - 5000);
      await expectRecord(0, 1, 1);
      await shared.age(5000);
      await expectRecord(0, 0, 1);
      await shared.age(23 * DAY_MS - 5000);
      await expectRecord(0, 0, 1);
      await shared.age(5000);
      expect(await record()).toEqual({ process: 5, ...since(0, 0, 0), byTool: [] });
      expect(await store.spentByDay('account')).toEqual([]);
      await shared.age(369 * DAY_MS);
      await store.isUsable();
      expect(await record()).toMatchObject({ process: 5 });
      await shared.age(2 * DAY_MS);
      await store.isUsable();
      expect(await record()).toMatchObject({ process: 0 });
    });

    test('says when the credits of a day count no more, and for how many items a tool has paid', async () => {
      const record = () => store.spent('account');
      const free = await claim('a', {}, VERIFY, { tool: 'a_tool' });
      await store.settled(VERIFY, [ending(free, { credits: 0 })], 'v2');
      expect((await record()).dayFrees).toBeUndefined();
      await claim('b', { credits: 3 }, VERIFY, { tool: 'a_tool' });
      await shared.age(3_600_000);
      await claim('c', { credits: 2 }, VERIFY, { tool: 'a_tool' });
      const { dayFrees: { first, last } = { first: 0, last: 0 }, byTool } = await record();
      expect(last - Date.now()).toBeGreaterThan(DAY_MS - 5000);
      expect(last - first).toBeGreaterThan(3_595_000);
      expect(byTool).toMatchObject([{ tool: 'a_tool', last30Days: 5, items: 3 }]);
      await shared.age(DAY_MS);
      expect((await record()).dayFrees).toBeUndefined();
    });

    test('a wall that is crossed already leaves nothing, and nothing less', async () => {
      await claim('a', { credits: 5 });
      expect(await store.left('account', { process: 3, day: 4 })).toEqual({ process: 0, day: 0 });
      expect(await store.left('account', {})).toEqual({ process: Infinity, day: Infinity });
    });

    test('the nearer wall stops a payment', async () => {
      const claims = async (walls: object) =>
        (await store.claim(VERIFY, [entry('w', { credits: 2 })], { ...payer, walls })).walled;
      expect(await claims({ process: 1, day: 9 })).toEqual(['w']);
      expect(await claims({ process: 9, day: 1 })).toEqual(['w']);
      expect(await claims({ process: 2, day: 2 })).toEqual([]);
    });

    test('accounts and questions know nothing of each other', async () => {
      await claim('a');
      expect(await rowOf('a', scopeOf('verify', 'another'))).toBeUndefined();
      expect(await rowOf('a', scopeOf('find'))).toBeUndefined();
      expect(await store.spent('another')).toMatchObject({ process: 0, last30Days: 0, byTool: [] });
      await claim('a', {}, scopeOf('find'));
      await claim('a', {}, scopeOf('verify', 'another'));
    });

    test('a clock that is set ahead makes nothing older', async () => {
      const payment = await claim('a');
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
      try {
        expect((await agingRowOf('a'))?.sentMsAgo).toBeLessThan(600_000);
        await store.doubted(VERIFY, [payment], 'in_doubt');
        vi.setSystemTime(Date.now() + 3_600_000);
        expect((await agingRowOf('a'))?.changedMsAgo).toBeLessThan(600_000);
      } finally {
        vi.useRealTimers();
      }
    });

    test('what is told of a row is what was stored', async () => {
      const before = Date.now();
      const sent = await claim('a', { input: { email: 'a' }, credits: 2 });
      expect(sent.sentAt).toBeGreaterThanOrEqual(before);
      const row = { item: 'a', state: 'sent', generation: 'v2', input: { email: 'a' }, reserved: 2 };
      const rest = { task: undefined, reason: undefined, answer: undefined };
      const moments = { sentAt: sent.sentAt, changedAt: sent.sentAt };
      expect(await rowOf('a')).toEqual({ ...row, ...rest, ...moments });
      await shared.age(1000);
      const old = await agingRowOf('a');
      expect(Math.min(old?.sentMsAgo ?? 0, old?.changedMsAgo ?? 0)).toBeGreaterThanOrEqual(1000);
      const aged = { ...sent, sentAt: sent.sentAt - 1000 };
      await store.doubted(VERIFY, [aged], 'task_lost');
      const doubt = await rowOf('a');
      expect(doubt).toMatchObject({ state: 'doubt', reason: 'task_lost', sentAt: aged.sentAt });
      expect(doubt?.changedAt).toBeGreaterThanOrEqual(before);
      await store.started(VERIFY, [aged], undefined);
      expect(await rowOf('a')).toMatchObject({ state: 'running', reason: undefined, task: undefined });
      await store.settled(VERIFY, [ending(aged, { provisional: true })], 'v1');
      const answer = { value: 'valid', generation: 'v1', provisional: true };
      expect(await rowOf('a')).toMatchObject({ state: 'done', reserved: 0, answer });
      expect((await rowOf('a'))?.answer?.checkedAt).toBeGreaterThanOrEqual(before);
    });

    test('credits are told for several items together, each once', async () => {
      await settle('a', { credits: 2 });
      await settle('b', { credits: 3 });
      await claim('c', { credits: 4 });
      expect(await reported('a', 'b', 'c', 'unknown')).toMatchObject({ spent: 5, reserved: 4 });
      expect(await reported('b', 'c')).toMatchObject({ spent: 0, reserved: 4 });
    });

    test('a charge is told also when its answer is over; a day later nobody asks', async () => {
      await settle('told');
      await reported('told');
      await settle('untold');
      await shared.age(14 * DAY_MS + 1000);
      await store.isUsable();
      expect(await rowOf('untold')).toBeUndefined();
      await shared.age(DAY_MS - 5000);
      await store.isUsable();
      expect(await reported('told', 'untold')).toMatchObject({ spent: 1, reserved: 0 });
      await settle('late');
      await shared.age(15 * DAY_MS + 1000);
      await store.isUsable();
      expect(await reported('late')).toMatchObject({ spent: 0, reserved: 0 });
    });

    test('an old answer is over before the payment that was to renew it', async () => {
      await settle('a');
      await shared.age(10 * DAY_MS);
      const before = await rowOf('a');
      await claim('a', { replaces: before?.changedAt });
      expect(await rowOf('a')).toMatchObject({ state: 'sent', answer: before?.answer });
      await shared.age(4 * DAY_MS + 1000);
      expect(await rowOf('a')).toMatchObject({ state: 'sent', answer: undefined });
      await store.isUsable();
      expect(await rowOf('a')).toMatchObject({ state: 'sent', answer: undefined });
    });

    test('whatever stands in the way of a payment stands in the way of another one', async () => {
      await settle('done');
      const { changedAt = 0 } = (await rowOf('done')) ?? {};
      const taken = async (replaces?: number) =>
        (await store.claim(VERIFY, [entry('done', { replaces })], payer)).taken;
      expect(await taken()).toEqual(['done']);
      expect(await taken(changedAt - 1)).toEqual(['done']);
      expect(await taken(changedAt)).toEqual([]);
      await settle('over');
      await shared.age(14 * DAY_MS + 1000);
      await claim('over');
    });

    describe('an answer that nobody here paid for', () => {
      const free = { credits: 0, answer: 'free' };

      test('is stored as it is, and told at no cost', async () => {
        await store.settled(VERIFY, [ending('a', { ...free, provisional: true, input: { b: 1 } })], 'v1');
        const answer = { value: 'free', generation: 'v1', provisional: true };
        const row = { state: 'done', generation: 'v1', input: { b: 1 }, reserved: 0, answer };
        expect(await rowOf('a')).toMatchObject(row);
        expect(await reported('a')).toMatchObject({ spent: 0, reserved: 0 });
      });

      test('replaces one that may change, with its generation, and no other', async () => {
        await settle('grey', { provisional: true });
        await settle('final');
        const before = await rowOf('final');
        await shared.age(1000);
        const endings = ['grey', 'final'].map(item => ending(item, { ...free, input: 'new' }));
        await store.settled(VERIFY, endings, 'v1');
        const answer = { value: 'free', generation: 'v1', provisional: false };
        expect(await rowOf('grey')).toMatchObject({ generation: 'v1', input: 'new', answer });
        expect((await rowOf('grey'))?.changedAt).toBeGreaterThan((before?.changedAt ?? 0) - 1000);
        expect((await rowOf('final'))?.answer?.value).toBe('valid');
        expect(await reported('grey', 'final')).toMatchObject({ spent: 2, reserved: 0 });
      });

      test('leaves the payment that is under way its input, its generation and its moment', async () => {
        await claim('a');
        await shared.age(1000);
        const before = await rowOf('a');
        await store.settled(VERIFY, [ending('a', { ...free, input: 'new' })], 'v1');
        expect(await rowOf('a')).toEqual({ ...before, answer: expect.objectContaining({ value: 'free' }) });
      });

      test('that is learnt by the way replaces nothing that counts, and what is over', async () => {
        await settle('grey', { provisional: true });
        await settle('old');
        await store.learned(VERIFY, [ending('grey', free)], 'v2');
        expect((await rowOf('grey'))?.answer?.value).toBe('valid');
        await shared.age(14 * DAY_MS + 1000);
        await store.learned(VERIFY, [ending('old', free)], 'v2');
        expect((await rowOf('old'))?.answer?.value).toBe('free');
      });
    });

    describe('the end of a payment', () => {
      test('that was in doubt costs what was reserved, or more where the answer says so', async () => {
        for (const [item, credits] of [
          ['a', 1],
          ['b', 9],
        ] as const) {
          const sent = await claim(item, { credits: 4 });
          await store.doubted(VERIFY, [sent], 'in_doubt');
          await store.settled(VERIFY, [ending(sent, { credits })], 'v1');
        }
        expect(await reported('a')).toMatchObject({ spent: 4, reserved: 0 });
        expect(await reported('b')).toMatchObject({ spent: 9, reserved: 0 });
        expect((await store.spent('account')).process).toBe(13);
      });

      test('costs what the answer says, less or more than was reserved', async () => {
        await store.settled(VERIFY, [ending(await claim('a', { credits: 4 }), { credits: 0 })], 'v2');
        await store.settled(VERIFY, [ending(await claim('b', { credits: 0 }), { credits: 2 })], 'v2');
        expect([await reported('a'), await reported('b')]).toMatchObject([
          { spent: 0, reserved: 0 },
          { spent: 2, reserved: 0 },
        ]);
        expect((await store.spent('account')).process).toBe(2);
      });

      test('that was never recorded, or was forgotten, is none', async () => {
        await store.settled(VERIFY, [ending({ item: 'a', sentAt: 1 })], 'v2');
        expect(await rowOf('a')).toBeUndefined();
      });

      test('cannot be said of one that is over', async () => {
        const sent = await settle('a');
        const before = await rowOf('a');
        await shared.age(0);
        await store.started(VERIFY, [sent], 'late');
        await store.doubted(VERIFY, [sent], 'in_doubt');
        await store.released(VERIFY, [sent]);
        expect(await rowOf('a')).toEqual(before);
        expect((await store.spent('account')).process).toBe(1);
      });

      test('that cost nothing brings back all of the payment before', async () => {
        const sent = await claim('a', { credits: 2, input: 'first' });
        await store.started(VERIFY, [sent], 'task');
        await store.doubted(VERIFY, [sent], 'task_lost');
        const before = await rowOf('a');
        expect(before).toMatchObject({ state: 'doubt', reason: 'task_lost', task: 'task' });
        await new Promise(resolve => setTimeout(resolve, 3));
        const again = await claim('a', { replaces: before?.changedAt, input: 'second', credits: 5 });
        const row = { state: 'sent', input: 'second', reserved: 5, task: undefined, reason: undefined };
        expect(await rowOf('a')).toMatchObject(row);
        await store.released(VERIFY, [again]);
        expect(await rowOf('a')).toEqual(before);
        expect((await store.spent('account')).process).toBe(2);
        await store.released(VERIFY, [sent]);
        expect(await rowOf('a')).toBeUndefined();
        expect((await store.spent('account')).process).toBe(0);
      });

      test('that may still be charged keeps what is reserved, until it is', async () => {
        const sent = await claim('a', { credits: 3 });
        const open = { provisional: true, open: true, credits: 2 };
        await store.settled(VERIFY, [ending(sent, open)], 'v1');
        expect(await reported('a')).toMatchObject({ spent: 0, reserved: 3 });
        await store.settled(VERIFY, [ending(sent, { credits: 2 })], 'v1');
        expect(await reported('a')).toMatchObject({ spent: 2, reserved: 0 });
        expect((await store.spent('account')).process).toBe(2);
      });
    });

    test('a store that is closed says so', async () => {
      const closed = await shared.open();
      expect(await closed.isUsable()).toBe(true);
      await closed.close();
      expect(await closed.isUsable()).toBe(false);
    });
  });
}
