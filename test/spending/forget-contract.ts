import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ending, Forgotten, Payment, Question, Store } from '../../src/spending/store.ts';
import type { SharedStore } from './store-contract.ts';
import { closeAll, openTwo } from './two-processes.ts';

const scopeOf = (question: Question) => ({ account: 'account', question });
const ADDRESS = 'ann@acme.example';
const ANN: Forgotten = { email: ADDRESS };
const ROW = { email: ADDRESS, firstName: 'Ann', lastName: 'Smith' };
const BOB = { email: 'bob@acme.example' };
const NAMES = JSON.stringify(['ann', 'smith', 'acme.example']);
const LINK = 'linkedin.com/in/ann-smith-1';
const PAGE = JSON.stringify(['acme.example', 'all', []]);

/** A moment later, so that two moments differ. */
const later = () => new Promise(resolve => setTimeout(resolve, 3));

/** What every store promises of forgetting, over two processes that share it: one pays, the other forgets. */
export function describeForgetting(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name}: forgetting`, () => {
    let shared: SharedStore;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      ({ shared, one, other } = await openTwo(start));
    });

    afterEach(() => closeAll(one, other, shared));

    async function claim(question: Question, item: string, since?: number): Promise<Payment> {
      const payer = { generation: 'v2', tool: 'tool', walls: {} } as const;
      const { at, claimed } = await one.claim(
        scopeOf(question),
        [{ item, input: item, credits: 1, since }],
        payer,
      );
      expect(claimed).toEqual([item]);
      return { item, sentAt: at };
    }

    function ending({ item, sentAt }: Payment, answer: unknown, more: Partial<Ending> = {}): Ending {
      const rest = { credits: 1, provisional: false, open: false, miss: false };
      return { item, input: item, sentAt, since: sentAt, answer, ...rest, ...more };
    }

    async function paid(question: Question, item: string, answer: unknown): Promise<void> {
      await one.settled(scopeOf(question), [ending(await claim(question, item), answer)], 'v2');
      await one.reported(scopeOf(question), [item]);
    }

    const rowOf = async (question: Question, item: string) =>
      (await other.rows(scopeOf(question), [item])).get(item);
    const answerOf = async (question: Question, item: string) => (await rowOf(question, item))?.answer?.value;
    const effects = async (what: Forgotten, dryRun = false) =>
      (await other.forget(what, dryRun)).map(({ question, effect }) => `${question} ${effect}`).sort();

    const PROFILE = {
      prospect: { firstName: 'Ann', lastName: 'Smith', currentJobs: [{ site: 'https://www.acme.example/' }] },
    };
    /** Everything that may be stored of one person, of which only the first names her address. */
    async function fill(): Promise<void> {
      await paid('find', NAMES, { emails: [{ email: ADDRESS, status: 'valid' }] });
      await paid('url', LINK, PROFILE);
      await paid('domain', JSON.stringify(['acme.example', 'all', ['ceo']]), {
        emails: [],
        prospects: [
          { hash: 'h1', firstName: 'Ann', lastName: 'Smith' },
          { hash: 'h2', firstName: 'Bob' },
        ],
      });
      await paid('domain', JSON.stringify(['person', 'h1']), { emails: [], rows: 0 });
      await paid('domain', JSON.stringify(['person', 'h2']), { emails: [BOB], rows: 1 });
    }

    test('a person goes from searches and links that name her without her address', async () => {
      await fill();
      const gone = ['domain erased', 'domain shortened', 'find erased', 'url erased'];
      expect(await effects(ANN, true)).toEqual(gone);
      expect(await rowOf('find', NAMES)).toBeDefined();
      expect(await effects(ANN)).toEqual(gone);
      expect(await rowOf('url', LINK)).toBeUndefined();
      expect(await answerOf('domain', JSON.stringify(['acme.example', 'all', ['ceo']]))).toMatchObject({
        prospects: [{ hash: 'h2' }],
      });
      expect(await effects(ANN)).toEqual([]);
    });

    test('a person goes by her profile link as well', async () => {
      await fill();
      expect(await effects({ link: LINK })).toHaveLength(4);
      expect(await rowOf('find', NAMES)).toBeUndefined();
    });

    test('an older profile link is found in any spelling', async () => {
      const pub = 'linkedin.com/pub/ann-smith/7/73/809';
      await paid('url', pub, PROFILE);
      await paid('domain', PAGE, {
        emails: [{ sourcePage: `https://UK.LinkedIn.com/pub/ann-smith/7/73/809/` }],
      });
      expect(await effects({ link: pub })).toEqual(['domain shortened', 'url erased']);
    });

    test('a company goes with its facts, and from the names that led to its domain', async () => {
      await paid('company', 'acme.example', { company: { name: 'Acme Rockets' } });
      await paid('company', 'globex.example', { company: { name: 'Globex' } });
      await paid('company-name', 'acme rockets', { domain: 'acme.example' });
      await paid('company-name', 'globex', { domain: 'globex.example' });
      expect(await effects({ domain: 'acme.example' })).toEqual(['company erased', 'company-name erased']);
      expect(await rowOf('company', 'globex.example')).toBeDefined();
    });

    test('a search in vain for the name that an address spells goes with the address', async () => {
      await paid('find', NAMES, { emails: [] });
      await paid('find', JSON.stringify(['ann', 'smith', 'globex.example']), { emails: [] });
      expect(await effects({ email: 'ann.smith@acme.example' })).toEqual(['find erased']);
    });

    test.each([
      'ann@müller.example',
      'Ann@MÜLLER.example',
      'ann@mu\u0308ller.example',
      'ann@xn--mller-kva.example',
      'https://acme.example/?to=ann%40m%C3%BCller.example',
      'ann\u200b@müller.example',
    ])('%s is one address in any spelling', async spelling => {
      await paid('profile', 'an item', { note: spelling });
      expect(await effects({ email: 'ann@xn--mller-kva.example' })).toEqual(['profile erased']);
    });

    test('a company goes in any spelling, with everything below it', async () => {
      await paid('url', 'a link', {
        prospect: { currentJobs: [{ site: 'https://jobs.Müller.example/de' }] },
      });
      await paid('url', 'another', { prospect: { currentJobs: [{ site: 'notmüller.example' }] } });
      expect(await effects({ domain: 'xn--mller-kva.example' })).toEqual(['url erased']);
    });

    test('a payment under way is found again, and not paid for twice', async () => {
      const sent = await claim('verify', ADDRESS);
      await one.started(scopeOf('verify'), [sent], 'task');
      expect(await effects(ANN)).toEqual(['verify unnamed']);
      expect(await rowOf('verify', ADDRESS)).toMatchObject({ item: ADDRESS, state: 'running', task: 'task' });
      const again = [{ item: ADDRESS, input: ADDRESS, credits: 1 }];
      const payer = { generation: 'v2', tool: 'tool', walls: {} } as const;
      expect((await other.claim(scopeOf('verify'), again, payer)).taken).toEqual([ADDRESS]);
      await one.doubted(scopeOf('verify'), [sent], 'in_doubt');
      expect(await rowOf('verify', ADDRESS)).toMatchObject({ state: 'doubt', reserved: 1 });
    });

    test('an answer under way is told its cost, and not stored', async () => {
      const sent = await claim('verify', ADDRESS);
      await other.forget(ANN);
      await one.settled(scopeOf('verify'), [ending(sent, { status: 'valid' })], 'v2');
      expect(await rowOf('verify', ADDRESS)).toBeUndefined();
      expect(await one.reported(scopeOf('verify'), [ADDRESS])).toMatchObject({ spent: 1, reserved: 0 });
      expect(await one.reported(scopeOf('verify'), [ADDRESS])).toMatchObject({ spent: 0, reserved: 0 });
    });

    test('whoever asks anew reads the payment under way on, and the answer is kept for that', async () => {
      const sent = await claim('verify', ADDRESS);
      await other.forget(ANN);
      await later();
      await one.settled(scopeOf('verify'), [ending(sent, 'valid', { since: Date.now() })], 'v2');
      expect(await answerOf('verify', ADDRESS)).toBe('valid');
    });

    test('a search by name under way, whose answer names her, is not stored', async () => {
      const sent = await claim('find', NAMES);
      await other.forget(ANN);
      const since = sent.sentAt;
      await one.settled(scopeOf('find'), [ending(sent, { emails: [ROW] })], 'v2');
      expect(await rowOf('find', NAMES)).toBeUndefined();
      const free = ending({ item: NAMES, sentAt: 0 }, { emails: [ROW] }, { sentAt: undefined, since });
      await one.settled(scopeOf('find'), [free], 'v1');
      await one.learned(scopeOf('verify'), [{ ...free, item: ADDRESS, answer: 'valid' }], 'v1');
      expect(await rowOf('find', NAMES)).toBeUndefined();
      expect(await rowOf('verify', ADDRESS)).toBeUndefined();
    });

    test('a page under way is stored without her, whoever reads it on', async () => {
      const sent = await claim('domain', PAGE);
      await one.started(scopeOf('domain'), [sent], 'task');
      await other.forget(ANN);
      await later();
      const page = { rows: 2, emails: [ROW, BOB] };
      await one.settled(scopeOf('domain'), [ending(sent, page, { since: Date.now() })], 'v2');
      expect(await answerOf('domain', PAGE)).toEqual({ rows: 2, emails: [BOB] });
    });

    test('a page under way of a company that was forgotten is not stored', async () => {
      const sent = await claim('domain', PAGE);
      await other.forget({ domain: 'acme.example' });
      await one.settled(scopeOf('domain'), [ending(sent, { rows: 1, emails: [BOB] })], 'v2');
      expect(await rowOf('domain', PAGE)).toBeUndefined();
    });

    test('what is under way about others is stored as ever', async () => {
      const sent = await claim('verify', BOB.email);
      await other.forget(ANN);
      await one.settled(scopeOf('verify'), [ending(sent, 'valid')], 'v2');
      expect(await answerOf('verify', BOB.email)).toBe('valid');
    });

    test('a call that began before and pays afterwards keeps nothing but its payment', async () => {
      const since = Date.now();
      await other.forget(ANN);
      const sent = await claim('verify', ADDRESS, since);
      expect(await rowOf('verify', ADDRESS)).toMatchObject({ state: 'sent', input: null });
      await one.settled(scopeOf('verify'), [ending(sent, 'valid', { since })], 'v2');
      expect(await rowOf('verify', ADDRESS)).toBeUndefined();
    });

    test('of somebody does not undo that of another', async () => {
      const since = Date.now();
      await other.forget(ANN);
      await other.forget({ email: BOB.email });
      const late = ending({ item: ADDRESS, sentAt: 0 }, 'valid', { sentAt: undefined, since });
      await one.settled(scopeOf('verify'), [late], 'v2');
      expect(await rowOf('verify', ADDRESS)).toBeUndefined();
      await later();
      await one.settled(scopeOf('verify'), [{ ...late, since: Date.now() }], 'v2');
      expect(await answerOf('verify', ADDRESS)).toBe('valid');
    });

    test('is remembered as long as something is under way that could bring her back', async () => {
      const sent = await claim('domain', PAGE);
      await other.forget(ANN);
      await shared.age(40 * 86_400_000);
      await other.isUsable();
      const since = sent.sentAt - 40 * 86_400_000;
      await one.settled(
        scopeOf('domain'),
        [{ ...ending(sent, { emails: [ROW] }), sentAt: since, since }],
        'v2',
      );
      expect(await answerOf('domain', PAGE)).toEqual({ emails: [] });
    });

    test('of everything keeps what is under way from being stored', async () => {
      const sent = await claim('verify', ADDRESS);
      const free = ending({ item: 'free', sentAt: 0 }, 'valid', { sentAt: undefined, since: Date.now() });
      expect(await effects('all')).toEqual(['verify erased']);
      await one.settled(scopeOf('verify'), [ending(sent, 'valid'), free], 'v2');
      expect(await rowOf('verify', ADDRESS)).toBeUndefined();
      expect(await rowOf('verify', 'free')).toBeUndefined();
    });
  });

  describe(`${name}: keeping no answers`, () => {
    test('a payment under way or in doubt is found by another process; what is told is gone', async () => {
      const shared = await start();
      const one = await shared.open(0);
      const payer = { generation: 'v2', tool: 'tool', walls: {} } as const;
      const scope = scopeOf('verify');
      const items = [ADDRESS, BOB.email];
      const { at: sentAt } = await one.claim(
        scope,
        items.map(item => ({ item, input: item, credits: 1 })),
        payer,
      );
      await one.started(scope, [{ item: ADDRESS, sentAt }], 'task');
      await one.doubted(scope, [{ item: BOB.email, sentAt }], 'in_doubt');
      await one.close();
      const other = await shared.open(0);
      const rows = await other.rows(scope, items);
      expect(rows.get(ADDRESS)).toMatchObject({ item: ADDRESS, state: 'running', task: 'task', input: null });
      expect(rows.get(BOB.email)).toMatchObject({ item: BOB.email, state: 'doubt', reason: 'in_doubt' });
      const replaces = rows.get(BOB.email)?.changedAt;
      await later();
      const again = await other.claim(scope, [{ item: BOB.email, input: 0, credits: 1, replaces }], payer);
      expect(again.claimed).toEqual([BOB.email]);
      const rest = {
        credits: 1,
        provisional: false,
        open: false,
        miss: false,
        since: sentAt,
        answer: 'valid',
      };
      await other.settled(scope, [{ item: ADDRESS, input: 0, sentAt, ...rest }], 'v2');
      expect(await other.reported(scope, items)).toMatchObject({ spent: 1, reserved: 1 });
      expect(await other.reported(scope, items)).toMatchObject({ spent: 0, reserved: 1 });
      expect((await other.rows(scope, items)).has(ADDRESS)).toBe(false);
      await other.close();
      await shared.close();
    });
  });
}
