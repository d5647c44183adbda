import { z } from 'zod';
import { anId, anyArray, maybeId, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import { messageOf } from '../../src/snovio/transport/answer.ts';
import type { Context } from '../../src/tool.ts';
import { readDated } from './cached-reads.ts';

/** No sample of a campaign's entry exists; the reference names status, sent, opens and replies [A][B]. */
const UpstreamEntry = z
  .object({ id: maybeId, campaignId: maybeId, status: maybeText, replies: maybeNumber })
  .transform(({ id, campaignId, ...rest }) => ({ id: id ?? campaignId, ...rest }));

/** Without `data` the answer says nothing, not that there is nobody. */
const Known = z.object({
  data: z.array(
    z.object({
      lists: anyArray(z.object({ id: anId, name: maybeText })),
      campaigns: anyArray(UpstreamEntry),
    }),
  ),
});

/** `success` is false where there is nobody [A][B], so that only words tell a failure, beside which an empty list says nothing. */
const UpstreamKnown = z
  .unknown()
  .refine(answer => messageOf(answer) === undefined)
  .pipe(Known);

/** The lists and campaigns that somebody with an address of this account is in. */
export interface KnownProspect {
  readonly lists: readonly { readonly id: string; readonly name?: string | undefined }[];
  readonly campaigns: readonly z.output<typeof UpstreamEntry>[];
}

/**
 * The account's prospects with this address: none, or several where it was saved more than once.
 * @param email normalised
 * @param seconds how old the answer may be
 * @throws SnovioError
 */
export async function readKnownProspects(
  email: string,
  context: Context,
  seconds: number,
): Promise<readonly KnownProspect[]> {
  const request = { method: 'POST', path: '/v1/get-prospects-by-email', form: { email } } as const;
  return (await readDated(request, UpstreamKnown, context, seconds)).answer.data;
}
