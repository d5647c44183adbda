import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import type { Forgotten, Question } from '../../src/spending/store.ts';
import { stateDirectory } from '../faults/kit.ts';

const scopeOf = (question: Question, account = 'account') => ({ account, question });
const FIND = scopeOf('find');
const VERIFY = scopeOf('verify');
const DOMAIN = scopeOf('domain');
const ANN = 'ann@acme.example';

let state: ReturnType<typeof stateDirectory>;
let store: SqliteStore;

beforeEach(() => {
  state = stateDirectory();
  store = new SqliteStore(state.path, 30);
});

afterEach(async () => {
  await store.close();
  state[Symbol.dispose]();
});

interface Paid {
  readonly input?: unknown;
  /** Without an answer the payment stays under way. */
  readonly answer?: unknown;
}

async function pay(item: string, { input = item, answer }: Paid, scope = VERIFY) {
  const payer = { generation: 'v2', tool: 'tool', walls: {} } as const;
  const { at: sentAt } = await store.claim(scope, [{ item, input, credits: 1 }], payer);
  if (answer === undefined) return { item, sentAt };
  const rest = { credits: 1, provisional: false, open: false, miss: false };
  await store.settled(scope, [{ item, input, sentAt, since: Date.now(), answer, ...rest }], 'v2');
  return { item, sentAt };
}

const isKnown = async (item: string, scope = VERIFY) => (await store.rows(scope, [item])).has(item);

/** Whether an item is gone after somebody was forgotten. */
async function isGone(item: string, what: Forgotten, paid: Paid = { answer: 'valid' }): Promise<boolean> {
  await pay(item, paid, FIND);
  await pay('somebody else', { answer: 'valid' }, FIND);
  const erased = await store.forget(what);
  expect(await isKnown('somebody else', FIND)).toBe(true);
  const gone = !(await isKnown(item, FIND));
  expect(erased).toBe(gone ? 1 : 0);
  return gone;
}

describe('one person', () => {
  test.each([
    ['is the item', ANN, {}],
    ['is the item in capitals', 'ANN@Acme.Example', {}],
    ['was asked about', 'a name', { input: { email: ANN } }],
    ['is the answer', 'a name', { answer: { emails: [{ email: ANN }] } }],
    ['ends a sentence', 'a name', { answer: `Write to ${ANN}.` }],
    ['stands in angle brackets', 'a name', { answer: `Ann <${ANN}>` }],
  ])('goes where it %s', async (_, item, paid) => {
    expect(await isGone(item, { email: ANN }, { answer: 'valid', ...paid })).toBe(true);
  });

  test.each([
    'joann@acme.example',
    'jo.ann@acme.example',
    'jo+ann@acme.example',
    'ann@acme.example.com',
    'ann@acme.examples',
    'ann@acme.example-b',
    'ann@acmeXexample',
  ])('is not %s', async item => {
    expect(await isGone(item, { email: ANN })).toBe(false);
  });

  test('goes also where the answer is not there yet', async () => {
    expect(await isGone(ANN, { email: ANN }, {})).toBe(true);
  });

  test('goes from all accounts and questions', async () => {
    await pay(ANN, { answer: 'valid' });
    await pay(ANN, { answer: 'valid' }, scopeOf('profile', 'another'));
    expect(await store.forget({ email: ANN })).toBe(2);
  });
});

describe('one company', () => {
  const ACME: Forgotten = { domain: 'acme.example' };

  test.each([
    ANN,
    'acme.example',
    'ann smith|acme.example',
    'https://www.acme.example/about',
    'ACME.example',
  ])('goes with %s', async item => {
    expect(await isGone(item, ACME)).toBe(true);
  });

  test.each(['a@notacme.example', 'a@not-acme.example', 'a@acme.example.com', 'a@acme-example'])(
    'stays apart from %s',
    async item => {
      expect(await isGone(item, ACME)).toBe(false);
    },
  );

  test('takes whole pages of its list along', async () => {
    await pay(
      'acme.example',
      { answer: { emails: [{ email: ANN }, { email: 'bob@acme.example' }] } },
      DOMAIN,
    );
    expect(await store.forget(ACME)).toBe(1);
    expect(await isKnown('acme.example', DOMAIN)).toBe(false);
  });
});

describe('a page of a list', () => {
  const BOB = { email: 'bob@acme.example' };
  const page = async () => (await store.rows(DOMAIN, ['acme.example'])).get('acme.example')?.answer?.value;

  test('loses the person only, whatever else it says', async () => {
    await pay('acme.example', { answer: { total: 2, emails: [{ email: 'Ann@ACME.example' }, BOB] } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toBe(1);
    expect(await page()).toEqual({ total: 2, emails: [BOB] });
  });

  test('goes where the person is not among its addresses', async () => {
    await pay('acme.example', { answer: { emails: [BOB], contact: ANN } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toBe(1);
    expect(await page()).toBeUndefined();
  });

  test('goes where it has no addresses at all', async () => {
    await pay('acme.example', { answer: { contact: ANN } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toBe(1);
    expect(await page()).toBeUndefined();
  });

  test('that is not there yet goes with its question', async () => {
    await pay('acme.example', { input: ANN }, DOMAIN);
    expect(await store.forget({ email: ANN })).toBe(1);
    expect(await page()).toBeUndefined();
  });

  test('of somebody alike stays', async () => {
    await pay('acme.example', { answer: { emails: [{ email: 'joann@acme.example' }] } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toBe(0);
    expect(await page()).toEqual({ emails: [{ email: 'joann@acme.example' }] });
  });

  test('of another question goes as a whole', async () => {
    const answer = { emails: [{ email: ANN }, BOB] };
    expect(await isGone('a link', { email: ANN }, { answer })).toBe(true);
  });
});

describe('everything', () => {
  async function fill() {
    await pay('done', { answer: 'valid' });
    await pay('sent', {});
    await store.started(VERIFY, [await pay('running', {})], 'task');
    await store.doubted(VERIFY, [await pay('doubt', {})], 'in_doubt');
  }

  const left = async () => [...(await store.rows(VERIFY, ['done', 'sent', 'running', 'doubt'])).keys()];

  test('that is finished goes; what is under way stays', async () => {
    await fill();
    expect(await store.forget('finished')).toBe(2);
    expect(await left()).toEqual(['sent', 'running']);
  });

  test('goes, and what was spent still counts', async () => {
    await fill();
    expect(await store.forget('all')).toBe(4);
    expect(await left()).toEqual([]);
    expect((await store.spent('account')).last24Hours).toBe(4);
  });
});

/** Everything that the ledger's files hold. */
const onDisk = () =>
  readdirSync(state.path)
    .filter(name => name.startsWith('ledger'))
    .map(name => readFileSync(join(state.path, name), 'latin1'))
    .join('');

test('nothing is left of it in the files', async () => {
  await pay(ANN, { answer: 'valid' });
  expect(onDisk()).toContain(ANN);
  await store.forget({ email: ANN });
  expect(onDisk()).not.toContain(ANN);
});

test('an answer that is not to be kept is never written', async () => {
  await pay('a name', { answer: 'is kept' });
  expect(onDisk()).toContain('is kept');
  await store.close();
  store = new SqliteStore(state.path, 0);
  await pay('another name', { answer: 'not for the disk' });
  expect(onDisk()).not.toContain('not for the disk');
});

test('only the last moment of forgetting is kept', async () => {
  const payment = await pay(ANN, {});
  const since = Date.now();
  await store.forget({ email: ANN });
  await store.forget({ email: 'bob@acme.example' });
  const rest = { answer: 'valid', credits: 1, provisional: false, open: false, miss: false };
  const late = { item: ANN, input: ANN, since, sentAt: undefined, ...rest };
  await store.settled(VERIFY, [{ ...payment, ...late }], 'v2');
  expect(await isKnown(ANN)).toBe(false);
  await store.settled(VERIFY, [{ ...late, since: Date.now() + 1 }], 'v2');
  expect(await isKnown(ANN)).toBe(true);
});
