import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Entry, Generation, Payment, Row, Store } from '../../src/spending/store.ts';
import { isEvery } from '../sample.ts';
import { ending, entry, VERIFY } from '../spending/payments.ts';
import { startPostgres } from '../spending/postgres-shared.ts';
import { startSqlite } from '../spending/sqlite-shared.ts';
import type { SharedStore } from '../spending/store-contract.ts';
import { closeAll, openTwo } from '../spending/two-processes.ts';
import { type Cluster, startCluster } from './cluster.ts';

// Whatever two processes do, in whichever order: the database says of it what the files say. What the files do is tried by
// the simulations (test/simulation).

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

const ITEMS = ['a@norrland.example', 'b@norrland.example', 'c@norrland.example', 'd@norrland.example'];
const LIMIT = { requests: 2, windowMs: 60_000 };
const HOUR_MS = 3_600_000;

/** One kind of store as two processes use it, and the payments that were claimed in it, in order. */
interface Twin {
  readonly shared: SharedStore;
  readonly stores: readonly [Store, Store];
  readonly payments: Payment[];
}

/** Does the same to any kind of store. @returns what it says, without moments */
type Deed = (twin: Twin) => Promise<unknown>;

const process = fc.constantFrom(0, 1);
const item = fc.constantFrom(...ITEMS);
const generation = fc.constantFrom<Generation>('v1', 'v2');
/** Which of the payments so far; the later ones more often. */
const which = fc.nat({ max: 5 });

const withoutMoments = (row: Row | undefined) =>
  row && {
    ...row,
    sentAt: undefined,
    sentMsAgo: undefined,
    changedAt: undefined,
    changedMsAgo: undefined,
    answer: row.answer && { ...row.answer, checkedAt: undefined },
  };

function about(payment: (known: Payment, store: Store) => Promise<unknown>) {
  return (at: 0 | 1, which: number): Deed =>
    async ({ stores, payments }) => {
      const known = payments.at(-1 - which);
      return known && payment(known, stores[at]);
    };
}

const store = process as fc.Arbitrary<0 | 1>;
const credits = fc.constantFrom(0, 1, 2);
const deeds: fc.Arbitrary<{ name: string; deed: Deed }> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(store, item, generation, credits, fc.boolean())
      .map(([at, key, by, price, again]) => ({
        name: `${at} claims ${key} by ${by} for ${price}${again ? ' anew' : ''}`,
        deed: claims(at, key, by, price, again),
      })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(store, which).map(([at, n]) => ({
      name: `${at} has started payment -${n}`,
      deed: about((payment, one) => one.started(VERIFY, [payment], 'task'))(at, n),
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        store,
        which,
        generation,
        credits,
        fc.record({ provisional: fc.boolean(), open: fc.boolean(), miss: fc.boolean() }),
      )
      .map(([at, n, by, price, flags]) => ({
        name: `${at} settles payment -${n} by ${by} for ${price} ${JSON.stringify(flags)}`,
        deed: about((payment, one) =>
          one.settled(VERIFY, [ending(payment, { credits: price, ...flags })], by),
        )(at, n),
      })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(store, which, fc.boolean()).map(([at, n, onlySent]) => ({
      name: `${at} doubts payment -${n}${onlySent ? ' if it is only sent' : ''}`,
      deed: about((payment, one) => one.doubted(VERIFY, [payment], 'in_doubt', onlySent))(at, n),
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(store, which).map(([at, n]) => ({
      name: `${at} releases payment -${n}`,
      deed: about((payment, one) => one.released(VERIFY, [payment]))(at, n),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(store, item).map(([at, key]) => ({
      name: `${at} learns ${key}`,
      deed: ({ stores }: Twin) => stores[at].learned(VERIFY, [ending(key, { credits: 0 })], 'v2'),
    })),
  },
  {
    weight: 2,
    arbitrary: store.map(at => ({
      name: `${at} tells`,
      deed: ({ stores }: Twin) => stores[at].reported(VERIFY, ITEMS),
    })),
  },
  { weight: 4, arbitrary: store.map(at => ({ name: `${at} takes a slot`, deed: takesSlot(at) })) },
  {
    weight: 1,
    arbitrary: fc.tuple(store, generation).map(([at, family]) => ({
      name: `${at} uses the quota`,
      deed: ({ stores }: Twin) =>
        stores[at].takeQuota({
          account: VERIFY.account,
          family: family === 'v1' ? 'finder' : 'verifier',
          limit: 6,
          hourMs: HOUR_MS,
          units: 2,
          keep: 1,
          keepPerOpen: 1,
        }),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(store, fc.constantFrom(61_000, 25 * HOUR_MS, 40 * 24 * HOUR_MS)).map(([, ms]) => ({
      name: `${ms / HOUR_MS} h pass`,
      deed: ({ shared }: Twin) => shared.age(ms),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(store, item).map(([at, email]) => ({
      name: `${at} forgets ${email}`,
      deed: async ({ stores }: Twin) => (await stores[at].forget({ email })).map(({ effect }) => effect),
    })),
  },
);

function claims(at: 0 | 1, key: string, by: Generation, price: number, again: boolean): Deed {
  return async ({ stores, payments }) => {
    const one = stores[at];
    const row = (await one.rows(VERIFY, [key])).get(key);
    const more: Partial<Entry> = { credits: price, ...(again && row && { replaces: row.changedAt }) };
    const payer = { generation: by, tool: `tool_${by}`, walls: { day: 6, process: 5 } };
    const { at: sentAt, ...said } = await one.claim(VERIFY, [entry(key, more)], payer);
    // Payments are told apart by their moment.
    await new Promise(resolve => setTimeout(resolve, 2));
    if (said.claimed.length > 0) payments.push({ item: key, sentAt });
    return said;
  };
}

function takesSlot(at: 0 | 1): Deed {
  return async ({ stores }) => {
    const { taken, ages } = await stores[at].takeSlot(VERIFY.account, LIMIT);
    return { taken, slots: ages.length };
  };
}

/** What both processes see, without moments. */
async function seen({ stores: [one, other] }: Twin): Promise<unknown> {
  const rows = await one.rows(VERIFY, ITEMS);
  const { dayFrees, process: _, ...spent } = await one.spent(VERIFY.account);
  return {
    rows: ITEMS.map(key => withoutMoments(rows.get(key))),
    spent,
    hasDay: dayFrees !== undefined,
    left: await other.left(VERIFY.account, { day: 6, process: 5 }),
  };
}

async function twin(start: () => Promise<SharedStore>): Promise<Twin> {
  const { shared, one, other } = await openTwo(start);
  return { shared, stores: [one, other], payments: [] };
}

test('files and database say the same of whatever two processes do', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { minLength: 30, maxLength: 60, size: 'max' }), async all => {
      const files = await twin(startSqlite);
      const database = await twin(() => startPostgres(cluster));
      try {
        for (const { name, deed } of all) {
          const said = [await deed(files), await deed(database)];
          expect(said[1], name).toEqual(said[0]);
          const [ofFiles, ofDatabase] = [await seen(files), await seen(database)];
          expect(ofDatabase, `after: ${name}`).toEqual(ofFiles);
        }
      } finally {
        await closeAll(...files.stores, files.shared);
        await closeAll(...database.stores, database.shared);
      }
    }),
    { numRuns: isEvery ? 200 : 20, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: false },
  );
});
