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

const Rows = bareArray(z.looseObject({}));

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
    const start = position - (position % PAGE);
    const query = { campaignId, ...(start > 0 && { offset: start }) };
    const rows = await context.snovio.read({ method: 'GET', path, query }, Rows, context.call);
    return { rows, start, last: rows.length < PAGE };
  };
  return { campaignId, ...(await list(wanted, load, raw => shape(shaped(raw, row)))) };
}
