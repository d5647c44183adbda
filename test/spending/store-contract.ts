import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Ceiling } from '../../src/spending/ceiling.ts';
import { DAY_MS } from '../../src/spending/rules/keeping.ts';
import type {
  Ending,
  Entry,
  Payer,
  Payment,
  PaymentState,
  Question,
  Row,
  Store,
} from '../../src/spending/store.ts';
import { closeAll, openTwo } from './two-processes.ts';

/** One shared memory, as several processes work with it. */
export interface SharedStore {
  /** A process's own access. @param days how long answers are kept */
  open(days?: number): Promise<Store>;
  /** Makes everything that is stored so much older. */
  age(ms: number): Promise<void>;
  /** What stands in it of events, as bytes. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

const ACCOUNT = 'account';
const scopeOf = (question: Question) => ({ account: ACCOUNT, question });
const VERIFY = scopeOf('verify');

const entry = (item: string, more: Partial<Entry> = {}): Entry => ({
  item,
  input: item,
  credits: 1,
  ...more,
});
const payer = (walls = {}): Payer => ({ generation: 'v2', tool: 'verify_emails', walls });

function ending(payment: Payment | string, more: Partial<Ending> = {}): Ending {
  const { item, sentAt } = typeof payment === 'string' ? { item: payment, sentAt: undefined } : payment;
  const rest = { credits: 1, provisional: false, open: false, miss: false };
  return { item, input: item, sentAt, since: Date.now(), answer: { status: 'valid' }, ...rest, ...more };
}

/** What every store promises of payments and answers, over two processes that share it. */
export function describeStore(name: string, start: () => Promise<SharedStore>): void {
  describe(name, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    /** Claims items; all of them have to be claimed. */
    async function claim(store: Store, ...items: string[]): Promise<[Payment, ...Payment[]]> {
      const { at: sentAt, claimed } = await store.claim(
        VERIFY,
        items.map(item => entry(item)),
        payer(),
      );
      expect(claimed).toEqual(items);
      return items.map(item => ({ item, sentAt })) as [Payment, ...Payment[]];
    }

    const rowOf = async (store: Store, item: string) => (await store.rows(VERIFY, [item])).get(item);
    const stateOf = async (store: Store, item: string): Promise<PaymentState | undefined> =>
      (await rowOf(store, item))?.state;
    const spentOf = async (store: Store) => (await store.spent(ACCOUNT)).last24Hours;
    const report = (store: Store, ...items: string[]) => store.reported(VERIFY, items);

    describe('a payment', () => {
      test('is claimed by one process; the other sees it live', async () => {
        await claim(one, 'a', 'b');
        const { claimed, taken } = await other.claim(VERIFY, [entry('b'), entry('c')], payer());
        expect({ claimed, taken }).toEqual({ claimed: ['c'], taken: ['b'] });
        expect(await spentOf(one)).toBe(3);
      });

      test('what one says of it, the other sees at once', async () => {
        const [sent] = await claim(one, 'a');
        expect(await stateOf(other, 'a')).toBe('sent');
        await one.started(VERIFY, [sent], 'task');
        expect(await rowOf(other, 'a')).toMatchObject({ state: 'running', task: 'task', reserved: 1 });
        await one.settled(VERIFY, [ending(sent)], 'v2');
        expect(await rowOf(other, 'a')).toMatchObject({
          state: 'done',
          reserved: 0,
          answer: { value: { status: 'valid' }, generation: 'v2', provisional: false },
        });
      });

      test('is settled by the first; its credits are told once', async () => {
        const [sent] = await claim(one, 'a');
        await one.settled(VERIFY, [ending(sent)], 'v2');
        await other.settled(VERIFY, [ending(sent, { credits: 5, answer: { status: 'unknown' } })], 'v2');
        expect(await rowOf(one, 'a')).toMatchObject({ answer: { value: { status: 'valid' } } });
        expect(await spentOf(one)).toBe(1);
        expect(await report(one, 'a')).toMatchObject({ spent: 1, reserved: 0 });
        expect(await report(other, 'a')).toMatchObject({ spent: 0, reserved: 0 });
        expect(await report(one, 'a')).toMatchObject({ spent: 0, reserved: 0 });
      });

      test('a provisional end that two processes read counts once', async () => {
        const [sent] = await claim(one, 'a');
        for (const store of [one, other])
          await store.settled(VERIFY, [ending(sent, { provisional: true })], 'v2');
        expect(await spentOf(one)).toBe(1);
        expect(await report(other, 'a')).toMatchObject({ spent: 1, reserved: 0 });
      });

      test('told once also where answers are not kept', async () => {
        const [first, second] = [await shared.open(0), await shared.open(0)];
        const [sent] = await claim(first, 'a');
        await first.settled(VERIFY, [ending(sent)], 'v2');
        await second.settled(VERIFY, [ending(sent)], 'v2');
        await second.isUsable();
        expect((await report(second, 'a')).spent + (await report(first, 'a')).spent).toBe(1);
        await second.settled(VERIFY, [ending(sent)], 'v2');
        expect(await report(second, 'a')).toMatchObject({ spent: 0, reserved: 0 });
        await first.close();
        await second.close();
      });

      test('a late word about an older one touches no newer one', async () => {
        const [old] = await claim(one, 'a');
        await other.released(VERIFY, [old]);
        await new Promise(resolve => setTimeout(resolve, 5));
        await claim(other, 'a');
        await one.released(VERIFY, [old]);
        await one.started(VERIFY, [old], 'old');
        await one.doubted(VERIFY, [old], 'in_doubt');
        await one.settled(VERIFY, [ending(old)], 'v2');
        expect(await rowOf(one, 'a')).toMatchObject({ state: 'sent', task: undefined });
        expect(await spentOf(one)).toBe(1);
      });

      test('in doubt is replaced by one process, not by both; the doubt goes on counting', async () => {
        const sent = await claim(one, 'a');
        await one.doubted(VERIFY, sent, 'in_doubt');
        await shared.age(1000);
        const replaces = (await rowOf(one, 'a'))?.changedAt;
        const claims = [one, other].map(store => store.claim(VERIFY, [entry('a', { replaces })], payer()));
        expect((await Promise.all(claims)).flatMap(({ claimed }) => claimed)).toEqual(['a']);
        expect(await spentOf(one)).toBe(2);
      });

      test('in doubt, whose process lives after all, goes on', async () => {
        const [sent] = await claim(one, 'a');
        await other.doubted(VERIFY, [sent], 'in_doubt', true);
        expect(await stateOf(one, 'a')).toBe('doubt');
        await one.started(VERIFY, [sent], 'task');
        expect(await stateOf(other, 'a')).toBe('running');
        await other.doubted(VERIFY, [sent], 'in_doubt', true);
        expect(await stateOf(other, 'a')).toBe('running');
      });
    });

    describe('an answer that is paid for anew', () => {
      async function renewed() {
        const [first] = await claim(one, 'a');
        await one.settled(VERIFY, [ending(first)], 'v1');
        await shared.age(7_200_000);
        const replaces = (await rowOf(one, 'a'))?.changedAt;
        const { at: sentAt, claimed } = await one.claim(VERIFY, [entry('a', { replaces })], payer());
        expect(claimed).toEqual(['a']);
        return { item: 'a', sentAt };
      }

      test('stays while the new payment is under way, and in doubt', async () => {
        const sent = await renewed();
        const old = { value: { status: 'valid' }, generation: 'v1' };
        expect(await rowOf(other, 'a')).toMatchObject({ state: 'sent', answer: old });
        await one.doubted(VERIFY, [sent], 'in_doubt');
        expect(await rowOf(other, 'a')).toMatchObject({ state: 'doubt', answer: old });
      });

      test('goes when the new one is there', async () => {
        const sent = await renewed();
        await one.settled(VERIFY, [ending(sent, { answer: { status: 'unknown' } })], 'v2');
        expect(await rowOf(other, 'a')).toMatchObject({ answer: { value: { status: 'unknown' } } });
        expect(await report(one, 'a')).toMatchObject({ spent: 2, reserved: 0 });
      });

      test('is all there is when the new payment cost nothing', async () => {
        const sent = await renewed();
        await one.released(VERIFY, [sent]);
        expect(await rowOf(other, 'a')).toMatchObject({
          state: 'done',
          answer: { value: { status: 'valid' } },
        });
        expect(await spentOf(one)).toBe(1);
      });

      test('a doubt that is paid anew in vain is a doubt again', async () => {
        await one.doubted(VERIFY, await claim(one, 'a'), 'in_doubt');
        await shared.age(1000);
        const { sentMsAgo, changedMsAgo, ...before } = (await rowOf(one, 'a')) as Row;
        const again = entry('a', { replaces: before.changedAt });
        const { at: sentAt } = await one.claim(VERIFY, [again], payer());
        await one.released(VERIFY, [{ item: 'a', sentAt }]);
        const after = await rowOf(other, 'a');
        expect(after).toMatchObject(before);
        expect(Math.min(after?.sentMsAgo ?? 0, after?.changedMsAgo ?? 0)).toBeGreaterThanOrEqual(
          Math.min(sentMsAgo, changedMsAgo),
        );
        expect(await spentOf(one)).toBe(1);
      });
    });

    describe('an answer whose payment is gone', () => {
      const valid = { state: 'done', answer: { value: { status: 'valid' } } };

      test('outlives two payments in vain after it', async () => {
        const [first] = await claim(one, 'a');
        await one.settled(VERIFY, [ending(first)], 'v1');
        await shared.age(7_200_000);
        const again = async () => {
          const replaces = (await rowOf(one, 'a'))?.changedAt;
          const { at: sentAt } = await one.claim(VERIFY, [entry('a', { replaces })], payer());
          return { item: 'a', sentAt };
        };
        const doubtful = await again();
        await one.doubted(VERIFY, [doubtful], 'in_doubt');
        await new Promise(resolve => setTimeout(resolve, 5));
        await one.released(VERIFY, [await again()]);
        expect(await stateOf(one, 'a')).toBe('doubt');
        await one.released(VERIFY, [doubtful]);
        expect(await rowOf(one, 'a')).toMatchObject({ ...valid, reserved: 0 });
        expect(await report(one, 'a')).toMatchObject({ spent: 1, reserved: 0 });
        expect(await spentOf(one)).toBe(1);
      });

      test('outlives the payment during which a free read told it', async () => {
        const [sent] = await claim(one, 'a');
        await other.settled(VERIFY, [ending('a', { credits: 0 })], 'v1');
        await one.released(VERIFY, [sent]);
        expect(await rowOf(one, 'a')).toMatchObject({ ...valid, generation: 'v1', reserved: 0 });
        expect(await spentOf(one)).toBe(0);
      });
    });

    describe('what was spent', () => {
      test('is reserved when sent, corrected at the end, gone when released', async () => {
        const [a, b] = await claim(one, 'a', 'b');
        expect(await spentOf(one)).toBe(2);
        await one.settled(VERIFY, [ending(a, { credits: 3 })], 'v2');
        await one.released(VERIFY, b ? [b] : []);
        expect(await spentOf(one)).toBe(3);
        expect((await one.spent(ACCOUNT)).byTool).toMatchObject([
          { tool: 'verify_emails', last30Days: 3, items: 1 },
        ]);
      });

      test('what may still be charged stays reserved until it is', async () => {
        const [sent] = await claim(one, 'a');
        const open = { provisional: true, open: true, credits: 0 };
        await one.settled(VERIFY, [ending(sent, open)], 'v1');
        expect(await spentOf(one)).toBe(1);
        expect(await report(one, 'a')).toMatchObject({ spent: 0, reserved: 1 });
        await one.settled(VERIFY, [ending(sent, open)], 'v1');
        expect(await spentOf(one)).toBe(1);
        await one.settled(VERIFY, [ending(sent)], 'v1');
        expect(await report(one, 'a')).toMatchObject({ spent: 1, reserved: 0 });
        expect(await spentOf(one)).toBe(1);
      });

      test('a second look at a finished answer changes nothing of it', async () => {
        const [sent] = await claim(one, 'a');
        await one.settled(VERIFY, [ending(sent)], 'v2');
        await one.settled(VERIFY, [ending('a', { credits: 0, answer: {} })], 'v1');
        expect(await rowOf(one, 'a')).toMatchObject({ answer: { value: { status: 'valid' } } });
        expect(await report(one, 'a')).toMatchObject({ spent: 1, reserved: 0 });
      });

      test('what a free read tells meanwhile is an answer; the payment goes on', async () => {
        const [sent] = await claim(one, 'a');
        await other.settled(VERIFY, [ending('a', { credits: 0, answer: { status: 'unknown' } })], 'v1');
        expect(await rowOf(one, 'a')).toMatchObject({
          state: 'sent',
          generation: 'v2',
          reserved: 1,
          answer: { value: { status: 'unknown' }, generation: 'v1' },
        });
        await one.settled(VERIFY, [ending(sent)], 'v2');
        expect(await rowOf(one, 'a')).toMatchObject({ answer: { value: { status: 'valid' } } });
        expect(await report(one, 'a')).toMatchObject({ spent: 1, reserved: 0 });
      });

      test('an answer that was learnt by the way leaves a payment alone, and counts where nothing is known', async () => {
        await claim(one, 'a');
        await one.learned(VERIFY, [ending('a', { credits: 0 }), ending('b', { credits: 0 })], 'v2');
        expect(await stateOf(one, 'a')).toBe('sent');
        expect(await stateOf(one, 'b')).toBe('done');
        expect(await spentOf(one)).toBe(1);
      });

      test('a doubtful payment that a free read clears up was one', async () => {
        const [sent] = await claim(one, 'a');
        await one.doubted(VERIFY, [sent], 'in_doubt');
        await one.settled(VERIFY, [ending(sent, { credits: 0 })], 'v1');
        expect(await spentOf(one)).toBe(1);
        expect((await report(one, 'a')).spent).toBe(1);
      });

      test('walls count all processes by day and this one by itself', async () => {
        await claim(one, 'a', 'b');
        await claim(other, 'c');
        const walls = { process: 3, day: 4 };
        expect(await one.left(ACCOUNT, walls)).toEqual({ process: 1, day: 1 });
        expect(await other.left(ACCOUNT, walls)).toEqual({ process: 2, day: 1 });
        const { claimed, walled } = await other.claim(VERIFY, [entry('d'), entry('e')], payer(walls));
        expect({ claimed, walled }).toEqual({ claimed: ['d'], walled: ['e'] });
        await shared.age(DAY_MS);
        expect(await one.left(ACCOUNT, walls)).toEqual({ process: 1, day: 4 });
      });

      test('the wall of a process outlasts the record of a month', async () => {
        await claim(one, 'a');
        await shared.age(60 * DAY_MS);
        await other.isUsable();
        expect(await one.left(ACCOUNT, { process: 3 })).toMatchObject({ process: 2 });
      });

      test('another account has walls of its own', async () => {
        await claim(one, 'a');
        expect(await one.left('another', { day: 5 })).toMatchObject({ day: 5 });
      });

      test('the last credit goes to one', async () => {
        const walls = { day: 1 };
        for (const store of [one, other]) {
          const budget = await new Ceiling({ perCall: 5, walls }, store, ACCOUNT).open(1, 1, 'one');
          expect(budget.room).toBe(1);
        }
        const claims = [one, other].map((store, n) => store.claim(VERIFY, [entry(`x${n}`)], payer(walls)));
        expect((await Promise.all(claims)).flatMap(({ claimed }) => claimed)).toHaveLength(1);
      });
    });

    describe('how long answers are kept', () => {
      async function isKeptFor(question: Question, days: number, more: Partial<Ending> = {}, kept = 30) {
        const store = await shared.open(kept);
        const { at: sentAt } = await store.claim(scopeOf(question), [entry('k')], payer());
        await store.settled(scopeOf(question), [ending({ item: 'k', sentAt }, more)], 'v2');
        const isKept = async () => (await store.rows(scopeOf(question), ['k'])).has('k');
        await shared.age((days - 0.01) * DAY_MS);
        const before = days === 0 || (await isKept());
        await shared.age(0.02 * DAY_MS);
        const after = await isKept();
        await store.close();
        return before && !after;
      }

      test.each([
        ['find', 30, {}, 30],
        ['verify', 14, {}, 30],
        ['verify', 7, {}, 7],
        ['find', 1, { miss: true, credits: 0 }, 30],
        ['profile', 365, {}, 365],
        ['find', 0, {}, 0],
      ] as const)('%s: %i days', async (question, days, more, kept) => {
        expect(await isKeptFor(question, days, more, kept)).toBe(true);
      });

      test('what runs or is in doubt stays, and what is over can be paid for again', async () => {
        const [old] = await claim(one, 'old', 'sent');
        await one.doubted(VERIFY, await claim(one, 'doubt'), 'in_doubt');
        await one.settled(VERIFY, [ending(old)], 'v2');
        await shared.age(15 * DAY_MS);
        await other.isUsable();
        const rows = await one.rows(VERIFY, ['old', 'sent', 'doubt']);
        expect([...rows.keys()]).toEqual(['sent', 'doubt']);
        await claim(one, 'old');
      });
    });

    describe('forgetting', () => {
      test('what ends after its person was forgotten does not bring them back', async () => {
        const [sent] = await claim(one, 'ann@acme.example');
        const since = Date.now();
        await other.forget({ email: 'ann@acme.example' });
        await one.settled(VERIFY, [ending(sent, { since })], 'v2');
        await one.settled(VERIFY, [ending('ann@acme.example', { since })], 'v2');
        expect(await rowOf(other, 'ann@acme.example')).toBeUndefined();
        await new Promise(resolve => setTimeout(resolve, 2));
        await one.settled(VERIFY, [ending('ann@acme.example')], 'v2');
        expect(await stateOf(other, 'ann@acme.example')).toBe('done');
      });
    });
  });
}
