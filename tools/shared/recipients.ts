import { z } from 'zod';
import { maybeFlag, maybeText } from '../../src/snovio/shapes/fields.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import type { Context } from '../../src/tool.ts';
import { readDated } from './cached-reads.ts';

/** Addresses of one request, and characters of an address [C:ref]. */
export const MOST_RECIPIENTS = 100;
export const LONGEST_RECIPIENT = 100;

const UpstreamRecipient = z.object({ email: z.string(), exist: maybeFlag, status: maybeText });
const UpstreamRecipients = z.object({ data: z.array(z.unknown()) });

/** What a campaign says of an address. */
export interface Recipient {
  /** Whether it is a recipient; undefined where the answer does not say. */
  readonly exist: boolean | undefined;
  /** Documented are `tocheck`, `active`, `finished`, `unsubscribe` and `moved` [C:ref]. */
  readonly status: string | undefined;
}

/**
 * Whether addresses are recipients of a campaign, by address. An address that the answer leaves out is missing here too.
 * @param emails up to 100 normalised addresses, each once
 * @param seconds how old the answer may be
 * @throws SnovioError
 */
export async function readRecipients(
  campaignId: string,
  emails: readonly string[],
  context: Context,
  seconds: number,
): Promise<ReadonlyMap<string, Recipient>> {
  const path = `/v2/campaigns/${encodeURIComponent(campaignId)}/recipient`;
  const request = { method: 'GET', path, query: { emails } } as const;
  const { data } = (await readDated(request, UpstreamRecipients, context, seconds)).answer;
  const rows = data.flatMap((raw): [string, Recipient][] => {
    const row = UpstreamRecipient.safeParse(raw).data;
    const email = row && normaliseEmail(row.email);
    return email ? [[email, { exist: row.exist, status: row.status }]] : [];
  });
  return new Map(rows);
}
