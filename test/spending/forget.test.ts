import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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
  expect(erased).toHaveLength(gone ? 1 : 0);
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

  test('loses the name also where the answer is not there yet; the payment stays', async () => {
    await pay(ANN, {});
    expect(await store.forget({ email: ANN })).toEqual([
      { question: 'verify', item: ANN, effect: 'unnamed' },
    ]);
    expect(onDisk()).not.toContain(ANN);
    expect((await store.rows(VERIFY, [ANN])).get(ANN)).toMatchObject({
      state: 'sent',
      item: ANN,
      reserved: 1,
    });
  });

  test('goes from all accounts and questions', async () => {
    await pay(ANN, { answer: 'valid' });
    await pay(ANN, { answer: 'valid' }, scopeOf('profile', 'another'));
    expect(await store.forget({ email: ANN })).toHaveLength(2);
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
    expect(await store.forget(ACME)).toHaveLength(1);
    expect(await isKnown('acme.example', DOMAIN)).toBe(false);
  });
});

describe('a page of a list', () => {
  const BOB = { email: 'bob@acme.example' };
  const page = async () => (await store.rows(DOMAIN, ['acme.example'])).get('acme.example')?.answer?.value;

  test('loses the person only, whatever else it says', async () => {
    await pay('acme.example', { answer: { total: 2, emails: [{ email: 'Ann@ACME.example' }, BOB] } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toHaveLength(1);
    expect(await page()).toEqual({ total: 2, emails: [BOB] });
  });

  test('goes where the person is not among its addresses', async () => {
    await pay('acme.example', { answer: { emails: [BOB], contact: ANN } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toHaveLength(1);
    expect(await page()).toBeUndefined();
  });

  test('goes where it has no addresses at all', async () => {
    await pay('acme.example', { answer: { contact: ANN } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toHaveLength(1);
    expect(await page()).toBeUndefined();
  });

  test('that is not there yet goes with its question', async () => {
    await pay('acme.example', { input: ANN }, DOMAIN);
    expect(await store.forget({ email: ANN })).toHaveLength(1);
    expect(await page()).toBeUndefined();
  });

  test('of somebody alike stays', async () => {
    await pay('acme.example', { answer: { emails: [{ email: 'joann@acme.example' }] } }, DOMAIN);
    expect(await store.forget({ email: ANN })).toHaveLength(0);
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
    expect(await store.forget('finished')).toHaveLength(2);
    expect(await left()).toEqual(['sent', 'running']);
  });

  test('goes, and what was spent still counts', async () => {
    await fill();
    expect(await store.forget('all')).toHaveLength(4);
    expect(await left()).toEqual([]);
    expect((await store.spent('account')).last24Hours).toBe(4);
  });
});

/** Everything that the files of the state directory hold. */
const onDisk = () =>
  readdirSync(state.path)
    .map(name => readFileSync(join(state.path, name), 'latin1'))
    .join('');

test('nothing is left of it in any file, although other processes are at work', async () => {
  const other = new SqliteStore(state.path, 30);
  for (let i = 0; i < 300; i += 1) {
    await pay(`${i}@acme.example`, { answer: 'x'.repeat(i * 7) });
    if (i % 10 === 0) await pay(`${i}.${ANN}`, { answer: `${ANN} `.repeat(i) });
  }
  await pay(ANN, { answer: 'valid' });
  await pay(ANN, {}, FIND);
  await other.rows(VERIFY, [ANN]);
  expect(onDisk()).toContain(ANN);
  await store.forget({ domain: 'acme.example' });
  await other.isUsable();
  expect(onDisk()).not.toContain('acme.example');
  await other.close();
  expect(onDisk()).not.toContain('acme.example');
});

test('where a reader holds on to old data, that is said, and a repetition clears it', async () => {
  await pay(ANN, { answer: 'valid' });
  const reader = new DatabaseSync(join(state.path, 'ledger.db'));
  reader.exec('BEGIN');
  reader.prepare('SELECT * FROM item').all();
  await expect(store.forget({ email: ANN })).rejects.toMatchObject({
    code: 'not_configured',
    message: expect.stringContaining('Repeat the command'),
  });
  reader.exec('COMMIT');
  await store.forget({ email: ANN });
  expect(onDisk()).not.toContain(ANN);
  reader.close();
}, 60_000);

describe('keeping no answers', () => {
  test('nothing is written that names anybody', async () => {
    await pay('a name', { answer: 'is kept' });
    const running = await pay('is running', {});
    expect(onDisk()).toContain('is kept');
    await store.close();
    store = new SqliteStore(state.path, 0);
    expect(onDisk()).not.toMatch(/a name|is kept|is running/);
    expect((await store.rows(VERIFY, ['is running'])).get('is running')).toMatchObject({ state: 'sent' });
    await store.started(VERIFY, [running], 'task');
    await pay(ANN, { answer: 'not for the disk', input: ANN });
    await pay('bob@acme.example', {});
    await store.learned(VERIFY, [learnt('cy@acme.example')], 'v2');
    expect(onDisk()).not.toMatch(/acme\.example|not for the disk/);
  });

  test('what is told is gone at once, and what cost nothing goes at its end', async () => {
    await store.close();
    store = new SqliteStore(state.path, 0);
    await pay(ANN, { answer: 'valid' });
    expect(entries()).toBe(1);
    expect(await store.reported(VERIFY, [ANN])).toMatchObject({ spent: 1, reserved: 0 });
    expect(entries()).toBe(0);
    const payment = await pay(ANN, {});
    await store.settled(VERIFY, [{ ...learnt(ANN), ...payment }], 'v2');
    expect(entries()).toBe(0);
    await store.released(VERIFY, [await pay(ANN, {})]);
    expect(entries()).toBe(0);
  });

  test('what may still be charged goes when that was told', async () => {
    await store.close();
    store = new SqliteStore(state.path, 0);
    const payment = await pay(ANN, {});
    await store.settled(VERIFY, [{ ...learnt(ANN), ...payment, provisional: true, open: true }], 'v1');
    expect(await store.reported(VERIFY, [ANN])).toMatchObject({ spent: 0, reserved: 1 });
    expect(entries()).toBe(0);
  });
});

test('without the key that belongs to it, a ledger with nameless payments is not used: they would be paid again', async () => {
  await pay(ANN, {});
  await store.forget({ email: ANN });
  await store.close();
  const key = join(state.path, 'ledger.key');
  const right = readFileSync(key);
  expect(statSync(key).mode & 0o777).toBe(0o600);
  for (const change of [() => rmSync(key), () => writeFileSync(key, right.toReversed())]) {
    change();
    expect(() => new SqliteStore(state.path, 30)).toThrow(/ledger\.key/);
  }
  writeFileSync(key, right);
  store = new SqliteStore(state.path, 30);
  expect(await isKnown(ANN)).toBe(true);
});

test('a ledger that names everybody it holds gets a new key where the old one is lost', async () => {
  await pay(ANN, { answer: 'valid' });
  await store.close();
  rmSync(join(state.path, 'ledger.key'));
  store = new SqliteStore(state.path, 30);
  expect(await isKnown(ANN)).toBe(true);
});

test('what has expired goes hourly, from every file, while the process runs', async () => {
  await store.close();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    store = new SqliteStore(state.path, 1);
    for (let i = 0; i < 450; i += 1) await pay(`${i}.${ANN}`, { answer: 'valid' });
    await store.reported(
      VERIFY,
      Array.from({ length: 450 }, (_, i) => `${i}.${ANN}`),
    );
    vi.advanceTimersByTime(23 * 3_600_000 + 1000);
    expect(onDisk()).toContain(ANN);
    vi.advanceTimersByTime(2 * 3_600_000);
    expect(entries()).toBe(0);
    expect(onDisk()).not.toContain(ANN);
  } finally {
    vi.useRealTimers();
  }
});

/** How many entries are stored. */
function entries(): number {
  const db = new DatabaseSync(join(state.path, 'ledger.db'), { readOnly: true });
  const { n } = db.prepare('SELECT COUNT(*) AS n FROM item').get() ?? {};
  db.close();
  return Number(n);
}

/** An answer that nobody here paid for. */
function learnt(item: string) {
  const rest = { credits: 0, provisional: false, open: false, miss: false };
  return { item, input: item, sentAt: undefined, since: Date.now(), answer: 'valid', ...rest };
}
