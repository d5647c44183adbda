import { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import { accepted, shaped } from '../../src/snovio/transport/answer.ts';
import type { Context } from '../../src/tool.ts';
import { UpstreamProspects } from './upstream-prospects.ts';

type Found = NonNullable<z.output<typeof UpstreamProspects>['data']>;

/** Everybody of the account's lists with this address. @throws SnovioError */
export function lookUp(email: string, { snovio, call }: Context): Promise<Found> {
  const request = { method: 'POST', path: '/v1/get-prospects-by-email', form: { email } } as const;
  return snovio
    .read(request, z.unknown(), call)
    .then(answer => shaped(accepted(answer), UpstreamProspects).data ?? [])
    .catch(asNobody);
}

/** Nobody of that address is an answer. `success` is false then [A][B]; words beside it may say something else. */
function asNobody(error: unknown): Found {
  if (hasCode(error, 'not_found')) return [];
  if (hasCode(error, 'refused') && !error.facts.httpStatus && !error.facts.upstream) return [];
  throw error;
}
