import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MOST_EVENTS } from '../../src/spending/event-table.ts';
import { DAY_MS } from '../../src/spending/rules/keeping.ts';
import type { Forgotten, Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const OPENED = 'campaign_email opened';
const CLICKED = 'campaign_email clicked';
const REPLIED = 'campaign_reply received';

/** What every store promises of what webhooks report, over two processes that share it. */
export function describeEvents(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: events`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    let bodies = 0;
    /** Keeps an event whose body came never before. */
    const add = (event: string, facts: unknown = {}, { store = one, account = 'a' } = {}) => {
      bodies += 1;
      return store.events.add(account, event, `body ${bodies}`, facts);
    };
    const list = (wanted: { limit?: number; before?: number; events?: string[] } = {}, account = 'a') =>
      other.events.list(account, { limit: 10, ...wanted });
    const factsOf = async (account = 'a') => (await list({}, account)).map(({ facts }) => facts);

    test('are told the newest first, with what was read from them, by any process', async () => {
      const facts = {
        prospectEmail: 'ann@acme.example',
        odd: ['ü', null, { n: 1.5 }],
        text: 'it\'s \\0 "\n',
      };
      const since = other.now();
      await add(OPENED, facts);
      await add(REPLIED, 'text', { store: other });
      const [second, first] = await list();
      expect(first).toEqual({
        number: expect.any(Number),
        event: OPENED,
        facts,
        receivedAt: expect.any(Number),
        times: 1,
      });
      expect(second).toMatchObject({ event: REPLIED, facts: 'text' });
      expect(second?.number).toBeGreaterThan(first?.number ?? Infinity);
      // A moment of the store's clock, which is "rather early than late".
      expect(first?.receivedAt).toBeGreaterThanOrEqual(since - 5);
      expect(second?.receivedAt).toBeLessThanOrEqual(other.now() + 1000);
    });

    test('are read page by page, and by what happened', async () => {
      for (const [i, event] of [OPENED, CLICKED, OPENED, REPLIED, OPENED].entries()) await add(event, i);
      const page = await list({ limit: 2 });
      expect(page.map(({ facts }) => facts)).toEqual([4, 3]);
      const next = await list({ limit: 2, before: page[1]?.number ?? 0 });
      expect(next.map(({ facts }) => facts)).toEqual([2, 1]);
      const opened = await list({ limit: 2, events: [OPENED], before: page[0]?.number ?? 0 });
      expect(opened.map(({ facts }) => facts)).toEqual([2, 0]);
      expect((await list({ events: [CLICKED, REPLIED] })).map(({ facts }) => facts)).toEqual([3, 1]);
      expect(await list({ events: [] })).toEqual([]);
      expect(await list({ events: ["it's not"] })).toEqual([]);
      expect(await list({ limit: 0 })).toEqual([]);
      const counts = [undefined, [OPENED], [CLICKED, REPLIED], []];
      expect(await Promise.all(counts.map(events => other.events.count('a', events)))).toEqual([5, 3, 2, 0]);
    });

    test('are seen by their account only', async () => {
      await add(OPENED, 'of a');
      await add(OPENED, 'of b', { account: 'b' });
      await add(REPLIED, 'of b too', { account: 'b' });
      expect(await factsOf()).toEqual(['of a']);
      expect(await factsOf('b')).toEqual(['of b too', 'of b']);
      expect(await factsOf('c')).toEqual([]);
      expect(await other.events.count('b')).toBe(2);
      expect(await other.events.count('c')).toBe(0);
    });

    test('the latest is told of many accounts at once', async () => {
      await add(OPENED);
      await add(OPENED, {}, { account: 'b' });
      await add(OPENED, {}, { account: 'b' });
      const newest = async (account: string) => (await list({}, account))[0]?.number;
      expect(await other.events.latest(['b', 'c', 'a', 'b'])).toEqual(
        new Map([
          ['a', await newest('a')],
          ['b', await newest('b')],
        ]),
      );
      expect(await other.events.latest([])).toEqual(new Map());
    });

    test('the same body again is the same event; another event, or account, may have the same', async () => {
      await one.events.add('a', OPENED, 'same', 'first');
      await add(OPENED, 'between');
      const before = await other.events.latest(['a']);
      await other.events.add('a', OPENED, 'same', 'second');
      await one.events.add('a', OPENED, 'same', 'third');
      const told = (await list()).map(({ facts, times }) => [facts, times]);
      expect(told).toEqual([
        ['between', 1],
        ['first', 3],
      ]);
      expect(await one.events.latest(['a'])).toEqual(before);
      await one.events.add('a', CLICKED, 'same', 'a click');
      await one.events.add('b', OPENED, 'same', 'of b');
      expect((await list({ events: [CLICKED] })).map(({ times }) => times)).toEqual([1]);
      expect(await factsOf('b')).toEqual(['of b']);
    });

    test('that come at once are all kept, each with a number of its own', async () => {
      const stores = [one, other];
      await Promise.all(
        Array.from({ length: 30 }, (_, i) => add(OPENED, i, { store: stores[i % 2] as Store })),
      );
      await Promise.all(stores.map(store => store.events.add('a', REPLIED, 'same', 'same')));
      const all = await list({ limit: 100 });
      expect(new Set(all.map(({ number }) => number)).size).toBe(31);
      expect(all[0]).toMatchObject({ facts: 'same', times: 2 });
      const kept = all.slice(1).map(({ facts }) => Number(facts));
      expect(kept.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    });

    test('are kept for so many days, and 30 at most; what comes again then is new', async () => {
      const brief = await shared.open(2);
      const long = await shared.open(90);
      await one.events.add('a', OPENED, 'same', 'old');
      await shared.age(2 * DAY_MS - 5000);
      expect(await brief.events.count('a')).toBe(1);
      await shared.age(10_000);
      expect(await brief.events.list('a', { limit: 10 })).toEqual([]);
      expect([await brief.events.count('a'), await other.events.count('a')]).toEqual([0, 1]);
      expect([await brief.events.latest(['a']), (await other.events.latest(['a'])).size]).toEqual([
        new Map(),
        1,
      ]);
      const before = (await list())[0]?.number ?? Infinity;
      await shared.age(28 * DAY_MS);
      expect(await long.events.count('a')).toBe(0);
      await one.events.add('a', OPENED, 'same', 'new');
      expect(await list()).toMatchObject([{ facts: 'new', times: 1 }]);
      expect((await list())[0]?.number).toBeGreaterThan(before);
      await closeAll(brief, long);
    });

    test('that have expired are removed', async () => {
      await add(OPENED, { email: 'ann@acme.example' });
      expect(await shared.dump()).toContain(OPENED);
      await shared.age(30 * DAY_MS + 1000);
      const later = await shared.open();
      await expect.poll(() => shared.dump(), { timeout: 20_000 }).not.toContain(OPENED);
      await later.close();
    });

    test('none are kept where no answers are', async () => {
      await add(OPENED);
      const none = await shared.open(0);
      expect([none.events.keeps, one.events.keeps]).toEqual([false, true]);
      await none.events.add('b', REPLIED, 'body', 'facts');
      expect(await none.events.list('a', { limit: 10 })).toEqual([]);
      expect([await none.events.count('a'), await other.events.count('b')]).toEqual([0, 0]);
      expect(none.events.sign('text')).toBe(one.events.sign('text'));
      await none.close();
      // A store that opens while another one tidies up leaves it to the next hour, or the next that opens.
      const tidied = async () => {
        await (await shared.open(0)).close();
        return shared.dump();
      };
      await expect.poll(tidied, { timeout: 20_000 }).not.toContain(OPENED);
    });

    test('the oldest go beyond so many of an account and a kind: who sends many displaces no other kind', async () => {
      await add(OPENED, 'of b', { account: 'b' });
      await add(REPLIED, 'a reply');
      for (let i = 0; i < MOST_EVENTS + 50; i += 50)
        await Promise.all(Array.from({ length: 50 }, (_, n) => add(OPENED, i + n)));
      expect(await other.events.count('a', [OPENED])).toBe(MOST_EVENTS);
      const opened = await list({ limit: MOST_EVENTS + 100, events: [OPENED] });
      const left = opened.map(({ facts }) => Number(facts));
      // The first that came at once, in whatever order, are gone.
      expect(left.toSorted((a, b) => a - b)).toEqual(Array.from({ length: MOST_EVENTS }, (_, i) => i + 50));
      expect((await list({ events: [REPLIED] })).map(({ facts }) => facts)).toEqual(['a reply']);
      expect(await factsOf('b')).toEqual(['of b']);
    }, 60_000);

    test('say nothing of people to whoever has a copy', async () => {
      await one.events.add('a', REPLIED, 'the body itself', {
        prospectEmail: 'ann@acme.example',
        text: 'Call me back, Ann Smith',
      });
      const dump = await shared.dump();
      expect(dump).toContain(REPLIED);
      for (const text of ['acme', 'Smith', 'Call me', 'prospectEmail', 'the body'])
        expect(dump).not.toContain(text);
    });

    test('signatures are alike in all processes of a store, and different in another store and for other uses', async () => {
      const signature = one.events.sign('account webhook');
      expect(signature).toMatch(/^[\w-]{43}$/);
      expect(other.events.sign('account webhook')).toBe(signature);
      expect(one.events.sign('account webhook ')).not.toBe(signature);
      const elsewhere = await start();
      const stranger = await elsewhere.open();
      expect(stranger.events.sign('account webhook')).not.toBe(signature);
      await closeAll(stranger, elsewhere);
    });

    describe('forgetting', () => {
      const ANN = { prospectEmail: 'Ann@ACME.example', campaign: 'Q4' };
      const BOB = { prospectEmail: 'bob@acme.example', campaign: 'Q4' };
      const LINKED = { prospect: 'Ann', profile: 'https://www.linkedin.com/in/ann-smith-1/' };
      const CY = { prospectEmail: 'cy@globex.example', emailBody: 'Write to bob@acme.example instead' };
      const forget = async (what: Forgotten, dryRun = false) =>
        (await other.forget(what, dryRun)).map(
          ({ question, item, effect }) => `${question} ${item} ${effect}`,
        );

      beforeEach(async () => {
        for (const facts of [ANN, BOB, LINKED, CY]) await add(REPLIED, facts);
        await add(REPLIED, ANN, { account: 'b' });
      });

      test('a person takes what names them, in all accounts', async () => {
        const gone = ['event undefined erased', 'event undefined erased'];
        expect(await forget({ email: 'ann@acme.example' }, true)).toEqual(gone);
        expect(await factsOf()).toEqual([CY, LINKED, BOB, ANN]);
        expect(await forget({ email: 'ann@acme.example' })).toEqual(gone);
        expect(await factsOf()).toEqual([CY, LINKED, BOB]);
        expect(await factsOf('b')).toEqual([]);
        expect(await forget({ link: 'linkedin.com/in/ann-smith-1' })).toEqual(['event undefined erased']);
        expect(await forget({ email: 'bob@acme.example' })).toHaveLength(2);
        expect(await factsOf()).toEqual([]);
      });

      test('a company takes what names it', async () => {
        expect(await forget({ domain: 'acme.example' })).toHaveLength(4);
        expect(await factsOf()).toEqual([LINKED]);
      });

      test.each(['all', 'finished'] as const)('%s takes every event', async what => {
        expect(await forget(what, true)).toHaveLength(5);
        expect(await one.events.count('a')).toBe(4);
        expect(await forget(what)).toHaveLength(5);
        expect([await one.events.count('a'), await one.events.count('b')]).toEqual([0, 0]);
      });

      test('goes through many', async () => {
        for (let i = 0; i < 450; i += 50)
          await Promise.all(Array.from({ length: 50 }, (_, n) => add(OPENED, (i + n) % 3 ? BOB : ANN)));
        expect(await forget({ email: 'ann@acme.example' })).toHaveLength(152);
        expect(await one.events.count('a')).toBe(303);
      });

      test('what comes later is a new fact, with a number that none had before', async () => {
        await one.events.add('a', OPENED, 'same', ANN);
        const [before] = await list();
        await forget({ email: 'ann@acme.example' });
        await one.events.add('a', OPENED, 'same', ANN);
        const [after] = await list();
        expect(after).toMatchObject({ facts: ANN, times: 1 });
        expect(after?.number).toBeGreaterThan(before?.number ?? Infinity);
      });
    });
  });
}
