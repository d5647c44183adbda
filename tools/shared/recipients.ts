import { z } from 'zod';
import { rowsByKey } from '../../src/snovio/methods/task.ts';
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
 * Whether addresses are recipients of a campaign, by address. An address that the answer leaves out, or
 * of which it says two things, is missing here too.
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
  const since = performance.now();
  const kept = await readDated(request, UpstreamRecipients, context, seconds);
  const recipients = recipientsIn(kept.answer);
  const isWhole = emails.every(email => says(recipients.get(email)));
  // What an answer has left out may stand in the next one.
  if (isWhole || kept.at > since) return recipients;
  return recipientsIn((await readDated(request, UpstreamRecipients, context, 0)).answer);
}

/** Whether it says anything. */
export function says(recipient: Recipient | undefined): recipient is Recipient {
  return recipient !== undefined && (recipient.exist !== undefined || recipient.status !== undefined);
}

function recipientsIn({ data }: z.output<typeof UpstreamRecipients>): ReadonlyMap<string, Recipient> {
  return rowsByKey(data, raw => {
    const row = UpstreamRecipient.safeParse(raw).data;
    const email = row && normaliseEmail(row.email);
    return email ? [email, { exist: row.exist, status: row.status }] : undefined;
  });
}
