import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LongCallOwner } from '../../src/spending/long-calls.ts';
import type { Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const ANN: LongCallOwner = ['account', 'ann'];
const BOB: LongCallOwner = ['account', 'bob'];
const LIMITS = { unfinished: 2, inAll: 3 };
const STALE_MS = 10_000;
const DAY_MS = 86_400_000;
const request = { tool: 'verify_emails', args: { emails: ['ann@acme.example'] } };

/** What every store promises of calls that go on after their request was answered, over two processes that share it. */
export function describeLongCalls(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: long calls`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    const create = (id: string, owner = ANN, args: unknown = request.args) =>
      one.longCalls.create(
        owner,
        id,
        { request: { ...request, args }, state: { message: 'begun' }, ttlMs: DAY_MS },
        LIMITS,
      );
    const read = (id: string, owner = ANN, store = other) => store.longCalls.read(owner, id, STALE_MS);

    test('is read by its owner in another process, and by nobody else', async () => {
      expect(await create('a')).toBe(true);
      expect(await read('a')).toMatchObject({
        status: 'working',
        request,
        state: { message: 'begun' },
        ttlMs: DAY_MS,
        isOrphaned: false,
      });
      expect(await read('a', BOB)).toBeUndefined();
      expect(await read('a', ['other account', 'ann'])).toBeUndefined();
      expect(await read('b')).toBeUndefined();
    });

    test('an owner has so many unfinished, and so many in all', async () => {
      expect([await create('a'), await create('b'), await create('c')]).toEqual([true, true, false]);
      expect(await create('c', BOB)).toBe(true);
      await one.longCalls.end('a', 'completed', {});
      expect(await create('d')).toBe(true);
      await one.longCalls.end('b', 'completed', {});
      await one.longCalls.end('d', 'completed', {});
      expect(await create('e')).toBe(false);
    });

    test('is taken over once its process is silent, by one process, which the first one learns', async () => {
      await create('a');
      expect(await other.longCalls.takeOver(ANN, 'a', STALE_MS)).toBe(false);
      await shared.age(STALE_MS + 1000);
      expect(await read('a')).toMatchObject({ isOrphaned: true });
      expect(await other.longCalls.takeOver(BOB, 'a', STALE_MS)).toBe(false);
      expect(await other.longCalls.takeOver(ANN, 'a', STALE_MS)).toBe(true);
      expect(await one.longCalls.takeOver(ANN, 'a', STALE_MS)).toBe(false);
      expect(await one.longCalls.beat('a', 'working', {})).toBeUndefined();
      expect(await one.longCalls.end('a', 'completed', {})).toBe(false);
      expect(await other.longCalls.beat('a', 'working', { told: 3 })).toEqual({});
      expect(await read('a')).toMatchObject({ state: { told: 3 } });
    });

    test('a beat keeps it; what is released is taken over at once', async () => {
      await create('a');
      await shared.age(STALE_MS + 1000);
      await one.longCalls.beat('a', 'working', {});
      expect(await read('a')).toMatchObject({ isOrphaned: false });
      await one.longCalls.release('a');
      expect(await other.longCalls.takeOver(ANN, 'a', STALE_MS)).toBe(true);
    });

    test('its end is stored, and what was asked is erased', async () => {
      await create('a');
      expect(await one.longCalls.end('a', 'completed', { found: 3 })).toBe(true);
      const ended = await read('a');
      expect(ended).toMatchObject({ status: 'completed', result: { found: 3 }, isOrphaned: false });
      expect(ended?.request).toBeUndefined();
      expect(await other.longCalls.takeOver(ANN, 'a', STALE_MS)).toBe(false);
    });

    test('is cancelled by its owner, whoever works on it; what has ended stays', async () => {
      await create('a');
      await create('b');
      await one.longCalls.end('b', 'completed', { found: 3 });
      await other.longCalls.cancel(BOB, 'a');
      expect(await read('a')).toMatchObject({ status: 'working' });
      for (const id of ['a', 'b']) await other.longCalls.cancel(ANN, id);
      expect(await read('a')).toMatchObject({ status: 'cancelled' });
      expect(await read('b')).toMatchObject({ status: 'completed' });
      expect(await one.longCalls.beat('a', 'working', {})).toBeUndefined();
    });

    test('replies come with the next beat: the first of each, and only to what is asked', async () => {
      await create('a');
      await other.longCalls.reply(ANN, 'a', { price: 'too early' });
      await one.longCalls.beat('a', 'input_required', { questions: { price: {}, mail: {} } });
      await other.longCalls.reply(BOB, 'a', { price: 'stranger' });
      await other.longCalls.reply(ANN, 'a', { price: 'yes', more: 'no' });
      await other.longCalls.reply(ANN, 'a', { price: 'no', mail: 'yes' });
      const beat = one.longCalls.beat('a', 'input_required', { questions: { price: {}, mail: {} } });
      expect(await beat).toEqual({ price: 'yes', mail: 'yes' });
    });

    test('is gone when its time is over', async () => {
      await create('a');
      await one.longCalls.end('a', 'completed', { found: 3 });
      await shared.age(DAY_MS + 1000);
      expect(await read('a')).toBeUndefined();
      await other.isUsable();
      expect(await other.forget('all', true)).toEqual([]);
    });

    test('what it has spent is known in every process', async () => {
      const scope = { account: 'account', question: 'verify' } as const;
      const payer = { generation: 'v2', tool: 'verify_emails', walls: {} } as const;
      const entry = (item: string, call?: string) => ({ item, input: item, credits: 1, call });
      const { at } = await one.claim(scope, [entry('x', 'a'), entry('y', 'a'), entry('z')], payer);
      expect(await other.longCalls.spent('a')).toBe(2);
      await one.released(scope, [{ item: 'y', sentAt: at }]);
      expect(await other.longCalls.spent('a')).toBe(1);
    });

    test('forgetting somebody takes the calls that name them, asked or answered', async () => {
      await create('a', ANN, { people: [{ firstName: 'Ann', lastName: 'Smith', domain: 'acme.example' }] });
      await create('b', BOB, { emails: ['bob@globex.example'] });
      await create('c', ANN, {});
      await one.longCalls.end('c', 'completed', { results: [{ email: 'ann.smith@acme.example' }] });
      const ann = { email: 'ann.smith@acme.example' };
      expect(await other.forget(ann, true)).toHaveLength(2);
      expect((await other.forget(ann)).map(({ question, effect }) => `${question} ${effect}`)).toEqual([
        'call erased',
        'call erased',
      ]);
      expect([await read('a'), await read('c')]).toEqual([undefined, undefined]);
      expect(await read('b', BOB)).toBeDefined();
      expect(await one.longCalls.beat('a', 'working', {})).toBeUndefined();
    });

    test('forgetting what is finished leaves what runs', async () => {
      await create('a');
      await create('b');
      await one.longCalls.end('b', 'completed', {});
      expect(await other.forget('finished')).toHaveLength(1);
      expect([await read('a'), await read('b')].map(call => call?.status)).toEqual(['working', undefined]);
      expect(await other.forget('all')).toHaveLength(1);
    });

    test('where no answers are kept, no result is', async () => {
      const brief = await shared.open(0);
      await brief.longCalls.create(ANN, 'a', { request, state: {}, ttlMs: DAY_MS }, LIMITS);
      await brief.longCalls.end('a', 'completed', { found: 3 });
      expect(await read('a')).toMatchObject({ status: 'completed', result: undefined });
      await brief.close();
    });
  });
}
