import { z } from 'zod';
import { bareArray } from '../../src/snovio/shapes/fields.ts';
import { shaped } from '../../src/snovio/transport/answer.ts';
import type { Context } from '../../src/tool.ts';
import { resolveCampaign } from '../shared/campaign-id.ts';
import { list, type Page } from '../shared/paging.ts';

/** Rows of one upstream answer; `offset` counts in steps of this [A]. */
const PAGE = 10_000;

interface Wanted {
  campaignId: string;
  limit?: number | undefined;
  next?: string | undefined;
}

const Row = z.looseObject({});
/** Of a long page only the rows that are wanted come this far. */
const Rows = z.union([
  z.object({ rows: z.array(Row), count: z.number() }),
  bareArray(Row).transform(rows => ({ rows, count: rows.length })),
]);

/**
 * Rows of a campaign, newest first, from a method that pages by `offset`. A page can hold 10,000 rows, so that only those
 * that are wanted are read.
 */
export async function campaignRows<S extends z.ZodType, R>(
  path: string,
  wanted: Wanted,
  row: S,
  shape: (row: z.output<S>) => R,
  context: Context,
) {
  const campaignId = await resolveCampaign(wanted.campaignId, context);
  const load = async (position: number): Promise<Page<unknown>> => {
    const from = position % PAGE;
    const offset = position - from;
    const query = { campaignId, ...(offset > 0 && { offset }) };
    // A row more than wanted shows whether more exist.
    const request = { path, query, rows: { from, to: from + (wanted.limit ?? 25) + 1 } };
    const { rows, count } = await context.snovio.read({ method: 'GET', ...request }, Rows, context.call);
    const isWhole = rows.length === count;
    return {
      rows,
      start: isWhole ? offset : position,
      last: count < PAGE && (isWhole || from + rows.length >= count),
      ...(count < PAGE && { total: offset + count }),
    };
  };
  return { campaignId, ...(await list(wanted, load, raw => shape(shaped(raw, row)))) };
}
