import type { StoredItem } from '../rules/eraser.ts';
import { SPANS } from '../rules/holder-rooms.ts';
import { DAY_MS, eventsKeptMs, SPEND_KEPT_MS } from '../rules/keeping.ts';
import { sealed, unlessOver } from '../rules/record-steps.ts';
import { NOW } from './clock.ts';
import type { Connections, Run } from './connections.ts';
import { STORED_ITEM, storedItem } from './items.ts';
import type { Tables } from './ledger.ts';
import type { Write } from './transactions.ts';

/** How many rows are removed in one transaction, so that no payment waits long, and how many accounts are looked at. */
const ROWS_AT_ONCE = 200;
const ACCOUNTS_AT_ONCE = 100;
/** How many old lines go at once. */
const LINES_AT_ONCE = 5000;
/** How long this goes on. The rest is left to the next time. */
const TURN_MS = 500;
const HOUR_MS = 3_600_000;
/** Copies do this one at a time. */
const TIDYING_LOCK = 4_613_732_019_027_114;

/**
 * Removes what is no longer kept of payments and answers: of an account behind its lock, in small portions.
 * @param days SNOVIO_LEDGER_DAYS: where that is 0, what is left names nothing
 */
export async function purgeItems(tables: Tables, days: number): Promise<void> {
  const expired = `SELECT DISTINCT account FROM snovio_mcp.item WHERE expires_at <= ${NOW} AND
    (answer IS NOT NULL OR (state = 'done' AND (untold = 0 OR expires_at <= ${NOW} - ${DAY_MS})))`;
  await inPortions(tables, expired, removeExpired);
  if (days > 0) return;
  const named = 'SELECT DISTINCT account FROM snovio_mcp.item WHERE sealed = 0';
  await inPortions(tables, named, (run, write, account) => sealSome(tables, run, write, account));
}

/** @throws DatabaseFailure where nothing can be written */
export async function checkWritable(connections: Connections): Promise<void> {
  await connections.use(async ({ exec }) => {
    const insert = `INSERT INTO snovio_mcp.receipt (id, at) VALUES (gen_random_uuid(), ${NOW})`;
    await exec(`BEGIN; ${insert}; ROLLBACK`);
  });
}

/** Removes what is no longer kept of everything else. @param days SNOVIO_LEDGER_DAYS */
export async function purgeRecords(connections: Connections, days: number): Promise<void> {
  await connections.use(async connection => {
    const [lock] = await connection.run<{ mine: boolean }>(
      `SELECT pg_try_advisory_lock(${TIDYING_LOCK}) AS mine`,
    );
    if (!lock?.mine) return;
    try {
      for (const [table, keptMs] of [
        ['spend', SPEND_KEPT_MS],
        ['share', SPANS.month],
        ['receipt', HOUR_MS],
        ['result', HOUR_MS],
        ['event', eventsKeptMs(days)],
      ] as const)
        for (let gone = LINES_AT_ONCE; gone === LINES_AT_ONCE; )
          gone = await connection.exec(
            `DELETE FROM snovio_mcp.${table} WHERE ctid = ANY(ARRAY(
               SELECT ctid FROM snovio_mcp.${table} WHERE at < ${NOW} - ${keptMs} LIMIT ${LINES_AT_ONCE}))`,
          );
      for (const table of ['long_call', 'sign_in'])
        await connection.exec(`DELETE FROM snovio_mcp.${table} WHERE expires_at <= ${NOW}`);
      // Nothing that is under way can bring them back any more.
      await connection.exec(
        `DELETE FROM snovio_mcp.forgotten WHERE at < ${NOW} - ${DAY_MS} AND at < COALESCE(
           (SELECT MIN(sent_at) FROM snovio_mcp.item WHERE state <> 'done'), ${NOW})`,
      );
    } finally {
      await connection.exec(`SELECT pg_advisory_unlock(${TIDYING_LOCK})`);
    }
  });
}

async function inPortions(
  { connections, transactions }: Tables,
  accounts: string,
  work: (run: Run, write: Write, account: string) => Promise<number>,
): Promise<void> {
  for (const until = performance.now() + TURN_MS; ; ) {
    const found = await connections.query<{ account: string }>(`${accounts} LIMIT ${ACCOUNTS_AT_ONCE}`);
    for (const { account } of found)
      for (let count = ROWS_AT_ONCE; count === ROWS_AT_ONCE; ) {
        count = await transactions.run(account, (run, write) => work(run, write, account), { light: true });
        if (performance.now() > until) return;
      }
    if (found.length < ACCOUNTS_AT_ONCE || performance.now() > until) return;
  }
}

async function removeExpired(run: Run, write: Write, account: string): Promise<number> {
  const rows = await run<{ question: string; item: string; gone: boolean }>(
    `SELECT question, item, state = 'done' AND (untold = 0 OR expires_at <= ${NOW} - ${DAY_MS}) AS gone
       FROM snovio_mcp.item WHERE account = $1 AND expires_at <= ${NOW} AND
       (answer IS NOT NULL OR (state = 'done' AND (untold = 0 OR expires_at <= ${NOW} - ${DAY_MS})))
       LIMIT ${ROWS_AT_ONCE}`,
    [account],
  );
  for (const [gone, sql] of [
    [true, 'DELETE FROM snovio_mcp.item'],
    [false, 'UPDATE snovio_mcp.item SET answer = NULL'],
  ] as const) {
    const some = rows.filter(row => row.gone === gone);
    if (some.length > 0)
      write(
        `${sql} WHERE account = $1 AND (question, item) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
        [account, some.map(({ question }) => question), some.map(({ item }) => item)],
      );
  }
  return rows.length;
}

async function sealSome({ items, clock }: Tables, run: Run, write: Write, account: string): Promise<number> {
  const at = await clock.read(run);
  const rows = await run<StoredItem>(
    `SELECT ${STORED_ITEM} FROM snovio_mcp.item WHERE account = $1 AND sealed = 0 LIMIT ${ROWS_AT_ONCE}`,
    [account],
  );
  for (const before of rows.map(storedItem))
    items.save(write, before, [{ before, after: unlessOver(sealed(before, at)) }]);
  return rows.length;
}
