import type { Holder, HolderRoom, HolderSpending } from '../holders.ts';
import { type HolderSum, limitsOf, roomAfter, SPANS } from '../rules/holder-rooms.ts';
import { NOW } from './clock.ts';
import type { Run } from './connections.ts';
import type { Write } from './transactions.ts';

const JOINED =
  'snovio_mcp.share JOIN snovio_mcp.spend ON spend.account = share.account AND spend.id = share.line';

// Whom the lines of the spending record count among, besides their account.

export function addShares(
  write: Write,
  line: { readonly account: string; readonly id: number; readonly at: number },
  holders: readonly Holder[],
): void {
  for (const { name } of holders)
    write('INSERT INTO snovio_mcp.share (holder, account, line, at) VALUES ($1, $2, $3, $4)', [
      name,
      line.account,
      line.id,
      line.at,
    ]);
}

/** What each limit of these holders leaves. */
export async function roomOf(run: Run, holders: readonly Holder[]): Promise<HolderRoom[]> {
  const limits = limitsOf(holders);
  if (limits.length === 0) return [];
  const rows = await run<HolderSum>(
    `SELECT sums.credits, sums.first FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS wanted (holder, ms, place)
       CROSS JOIN LATERAL (SELECT COALESCE(SUM(credits), 0) AS credits, MIN(share.at) FILTER (WHERE credits > 0) AS first
         FROM ${JOINED} WHERE share.holder = wanted.holder AND share.at > ${NOW} - wanted.ms) AS sums
       ORDER BY wanted.place`,
    [limits.map(({ name }) => name), limits.map(({ span }) => SPANS[span])],
  );
  return limits.map((limit, i) => roomAfter(limit, rows[i] ?? { credits: Infinity, first: null }));
}

/** What each holder has spent or reserved in the last 30 days. */
export function spentByHolder(run: Run): Promise<HolderSpending[]> {
  return run<HolderSpending>(
    `SELECT holder, SUM(credits) AS "last30Days",
         COALESCE(SUM(credits) FILTER (WHERE share.at > ${NOW} - ${SPANS.day}), 0) AS "last24Hours"
       FROM ${JOINED} WHERE share.at > ${NOW} - ${SPANS.month} GROUP BY holder ORDER BY holder COLLATE "C"`,
  );
}
