import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { maybeFlag } from '../../src/snovio/shapes/fields.ts';
import type { UpstreamProspect } from '../../src/snovio/shapes/prospect.ts';
import { accepted, shaped } from '../../src/snovio/transport/answer.ts';
import type { Context } from '../../src/tool.ts';
import { UpstreamProspects } from './upstream-prospects.ts';

const UpstreamFound = z.looseObject({ success: maybeFlag, data: z.unknown().optional() });
const NOBODY = { success: false };

type Found = z.output<typeof UpstreamProspect>;

/** Everybody of the account's lists with this address. @throws SnovioError */
export async function lookUp(email: string, { snovio, call }: Context): Promise<Found[]> {
  const request = { method: 'POST', path: '/v1/get-prospects-by-email', form: { email } } as const;
  const answer = await snovio.read(request, z.unknown(), call).catch(error => {
    if (hasCode(error, 'not_found')) return NOBODY;
    throw error;
  });
  const { success, data, ...words } = shaped(answer, UpstreamFound);
  const rows =
    typeof data === 'object' && data !== null ? shaped({ data }, UpstreamProspects).data : undefined;
  if (rows?.length) return rows;
  // `success` is true where somebody was found [A][B]: false says that nobody was, unless there are words with it.
  if (success === false && Object.keys(words).length > 0) accepted(answer);
  if (rows || success === false) return [];
  throw new SnovioError('upstream_malformed');
}
