import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import { maybeDate, maybeId, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import type { Period } from './period.ts';
import { readAccepted } from './read.ts';

/** Rows of one upstream answer; `offset` counts in steps of this [A]. */
const PAGE = 10_000;
/** No campaign has so many; whoever sends more pages does not heed `offset`. */
const MOST_PAGES = 20;

const time = maybeDate.pipe(z.string());

const UpstreamSent = z
  .object({ sentDate: time, userEmail: maybeText })
  .transform(row => ({ at: row.sentDate, who: row.userEmail?.toLowerCase() }));

const UpstreamVisit = z
  .object({ visitedAt: time, prospectEmail: maybeText, prospectId: maybeId })
  .transform(row => ({ at: row.visitedAt, who: row.prospectEmail?.toLowerCase() ?? row.prospectId }));

/** The listings of what happened in a campaign. */
const LISTINGS = {
  sent: { path: '/v1/emails-sent', row: UpstreamSent },
  opened: { path: '/v1/get-emails-opened', row: UpstreamVisit },
  clicked: { path: '/v1/get-emails-clicked', row: UpstreamVisit },
  replied: { path: '/v1/get-emails-replies', row: UpstreamVisit },
} as const;

export type Listing = keyof typeof LISTINGS;

/** How often something happened, and to how many people; without `people` where a row names nobody. */
export interface Count {
  readonly events: number;
  readonly people?: number;
}

/** Counts the rows of a listing. @param period in UTC, as the rows are */
export async function countEvents(
  listing: Listing,
  campaignId: string,
  period: Period,
  context: Context,
): Promise<Count> {
  const { path, row } = LISTINGS[listing];
  const people = new Set<string>();
  let events = 0;
  let isComplete = true;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { campaignId, ...(page > 0 && { offset: page * PAGE }) };
    const rows = await readAccepted({ method: 'GET', path, query }, z.array(row), context);
    for (const { who } of rows.filter(({ at }) => isWithin(at, period))) {
      events += 1;
      if (who === undefined) isComplete = false;
      else people.add(who);
    }
    if (rows.length < PAGE) return { events, ...(isComplete && { people: people.size }) };
  }
  throw new SnovioError('upstream_malformed', {
    message: "Snov.io's listing has no end. Give a later dateFrom; if it stays, report it.",
  });
}

function isWithin(at: string, { dateFrom, dateTo }: Period): boolean {
  const day = at.slice(0, 10);
  return (!dateFrom || day >= dateFrom) && (!dateTo || day <= dateTo);
}
