import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { atLeast, atMost, type Figure, type Part, reported } from './figure.ts';
import { claimPaceSpend, paidCall } from './paid-call.ts';
import { openStoreAt } from './postgres-store.ts';
import { inTurns, median, timed } from './stats.ts';

const ROUNDS = 600;
const RUN_MS = 4000;
const TURNS = 4;
/** Calls that a copy has under way at once: as many as it has connections. */
const PARALLEL = 10;
const FEW = 10;
const MANY = 10_000;
/** What an account has paid for before, in each of the large tables. */
const ROWS_EACH = 50;

/** A PostgreSQL database as the store: what a payment costs in time, what a second copy brings, and many accounts. */
export const postgres: Part = {
  name: 'postgres',
  run: async () => {
    const installed = fileURLToPath(new URL('../postgres/node_modules', import.meta.url));
    if (!existsSync(installed) && !process.env.SNOVIO_TEST_POSTGRES)
      return [reported('PostgreSQL', 'run first: node scripts/packages.ts test/postgres')];
    await using cluster = await startCluster({ fsync: true });
    return [await payment(cluster), await copies(cluster), ...(await accounts(cluster))];
  },
};

/** A slot of the pace, the payment and its credits, beside a commit of one row. */
async function payment(cluster: Cluster): Promise<Figure> {
  const url = await cluster.createDatabase();
  const store = await openStoreAt(url);
  const plain = new pg.Client({ connectionString: url });
  await plain.connect();
  try {
    await plain.query('CREATE TABLE one_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)');
    const commit = { name: 'commit', text: 'INSERT INTO one_row (text) VALUES ($1)', values: ['a'] };
    const measured = await inTurns(ROUNDS, {
      commit: () => timed(() => plain.query(commit)),
      paid: round => timed(() => claimPaceSpend(store, `account-${round % FEW}`)),
    });
    const [paid, one] = [median(measured.paid), median(measured.commit)];
    return atMost('claim, pace and spend on PostgreSQL, p50, over one commit of it', paid / one, 3, {
      from: `${paid.toFixed(2)} / ${one.toFixed(2)} ms, fsync on`,
    });
  } finally {
    await plain.end();
    await store.close();
  }
}

interface Ran {
  readonly calls: number;
  readonly ms: number;
  readonly cpuMs: number;
}

interface Copy extends AsyncDisposable {
  run(): Promise<Ran>;
}

/** Paid calls that one copy and two copies make in the same time, on accounts that have nothing in common. */
async function copies(cluster: Cluster): Promise<Figure> {
  const url = await cluster.createDatabase();
  await using first = await startCopy(url);
  await using second = await startCopy(url);
  await first.run();
  await second.run();
  const one: number[] = [];
  const two: number[] = [];
  const busy: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const alone = await (turn % 2 === 0 ? first : second).run();
    const both = await Promise.all([first.run(), second.run()]);
    one.push(rateOf(alone));
    two.push(both.reduce((sum, ran) => sum + rateOf(ran), 0));
    busy.push(alone.cpuMs / alone.ms);
  }
  const share = Math.round(median(busy) * 100);
  return atLeast('paid calls a second, two copies over one, same database', median(two) / median(one), 1.7, {
    from: `${median(two).toFixed(0)} / ${median(one).toFixed(0)}; a copy alone uses ${share} % of a core, beside the database`,
  });
}

function rateOf({ calls, ms }: Ran): number {
  return (calls * 1000) / ms;
}

async function startCopy(url: string): Promise<Copy> {
  const script = fileURLToPath(new URL('postgres-copy.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, '500', String(PARALLEL)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('A copy ended before its time');
    return String(value);
  };
  await line();
  return {
    run: async () => {
      child.stdin.write(`${RUN_MS}\n`);
      return JSON.parse(await line()) as Ran;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

/** A paid call in a database of ten accounts, and in one of ten thousand that have all paid before. */
async function accounts(cluster: Cluster): Promise<Figure[]> {
  const few = await filled(cluster, FEW);
  const many = await filled(cluster, MANY);
  const stores = { few: await openStoreAt(few), many: await openStoreAt(many) };
  try {
    const measured = await inTurns(ROUNDS, {
      few: round => timed(() => paidCall(stores.few, `account-${round % FEW}`)),
      // A step that shares no factor with their number: each round meets another account.
      many: round => timed(() => paidCall(stores.many, `account-${(round * 7919) % MANY}`)),
    });
    const [ofMany, ofFew] = [median(measured.many), median(measured.few)];
    const [size] = await cluster.run<{ bytes: string }>(
      `SELECT pg_total_relation_size('snovio_mcp.item') + pg_total_relation_size('snovio_mcp.spend') AS bytes`,
      many,
    );
    const each = Number(size?.bytes) / (MANY * ROWS_EACH);
    return [
      atMost('a paid call with 10,000 accounts in the database, p50, over 10', ofMany / ofFew, 1.2, {
        from: `${ofMany.toFixed(2)} / ${ofFew.toFixed(2)} ms; ${MANY * ROWS_EACH} payments stored`,
      }),
      reported('a payment in the database, indexes included', `${each.toFixed(0)} bytes`),
    ];
  } finally {
    await stores.few.close();
    await stores.many.close();
  }
}

/** A database in which so many accounts have paid in the last hours. @returns its URL */
async function filled(cluster: Cluster, count: number): Promise<string> {
  const url = await cluster.createDatabase();
  // The tables are made by whoever opens them first.
  await (await openStoreAt(url)).close();
  const now = Date.now();
  const rows = `generate_series(0, ${count - 1}) AS a, generate_series(1, ${ROWS_EACH}) AS i`;
  await cluster.run(
    `INSERT INTO snovio_mcp.item (account, question, item, sealed, state, generation, input, reserved, spend_id,
         sent_at, changed_at, untold, answer, answered_by, checked_at, expires_at, provisional)
       SELECT 'account-' || a, 'verify', 'valid' || i || '@norrland.example', 0, 'done', 'v2',
         '"valid' || i || '@norrland.example"', 0, i, ${now} - i * 1000, ${now} - i * 1000, 0,
         '{"status":"valid"}', 'v2', ${now} - i * 1000, ${now} + 86400000, 0 FROM ${rows};
     INSERT INTO snovio_mcp.spend (account, id, tool, process, at, credits)
       SELECT 'account-' || a, i, 'verify_emails', 'earlier', ${now} - i * 1000, 1 FROM ${rows};
     INSERT INTO snovio_mcp.pace (account) SELECT 'account-' || a FROM generate_series(0, ${count - 1}) AS a;
     SELECT setval('snovio_mcp.spend_id', 1000000);
     ANALYZE`,
    url,
  );
  // What is written behind a filled table would meet only one of the two.
  await cluster.run('CHECKPOINT', url);
  return url;
}
