import { z } from 'zod';
import { anId, maybeDate, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, type Dated, outdate, readAged, readDated } from './cached-reads.ts';
import { listIdsOf } from './campaign-lists.ts';

/**
 * An array of campaigns and nothing else: whether mail can go out hangs on it, so that an empty text or object is not
 * taken for "no campaigns".
 */
const UpstreamCampaigns = z.array(
  z
    .looseObject({
      id: anId,
      campaign: maybeText,
      status: maybeText,
      created_at: maybeDate,
      updated_at: maybeDate,
      started_at: maybeDate,
    })
    .transform(row => ({
      id: row.id,
      name: row.campaign,
      status: row.status,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      startedAt: row.started_at,
      /** The lists that feed it; undefined if it could be any. */
      listIds: listIdsOf(row),
    })),
);

export type Campaign = z.output<typeof UpstreamCampaigns>[number];

const REQUEST = { method: 'GET', path: '/v1/get-user-campaigns' } as const;

/** The account's campaigns. @throws SnovioError `upstream_malformed` if the answer is no well-formed list of campaigns */
export function readCampaigns(context: Context, age: Age): Promise<Campaign[]> {
  return readAged(REQUEST, UpstreamCampaigns, context, age);
}

/** After a write that changes which campaigns there are, or their states: whether mail can follow hangs on them. */
export function outdateCampaigns(context: Context): void {
  outdate(REQUEST, context);
}

/** The same with the time of the answer. @param seconds how long ago that may be; 0: they are read now */
export function readDatedCampaigns(context: Context, seconds: number): Promise<Dated<Campaign[]>> {
  return readDated(REQUEST, UpstreamCampaigns, context, seconds);
}
