import { z } from 'zod';
import { accepted, shaped } from '../../src/snovio/transport/answer.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import type { Context } from '../../src/tool.ts';

/** A free read. Its `success: false` is a refusal, told with what Snov.io says. @throws SnovioError */
export async function readAccepted<S extends z.ZodType>(
  request: ApiRequest,
  shape: S,
  { snovio, call }: Context,
): Promise<z.output<S>> {
  return shaped(accepted(await snovio.read(request, z.unknown(), call)), shape);
}

/** A GET about one campaign. */
export function aboutCampaign(id: string, what: string): ApiRequest {
  return { method: 'GET', path: `/v2/campaigns/${encodeURIComponent(id)}/${what}` };
}
