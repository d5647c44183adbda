import { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import { Prospect, shapeProspect } from '../../src/snovio/shapes/prospect.ts';
import { defineTool } from '../../src/tool.ts';
import { validEmail } from '../shared/check.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { email, paging } from '../shared/params.ts';
import { UpstreamProspects } from './upstream-prospects.ts';

export const getProspectsByEmail = defineTool({
  name: 'get_prospects_by_email',
  title: 'Prospects by address',
  toolset: 'prospects',
  methods: ['POST /v1/get-prospects-by-email'],
  effect: 'read',
  credits: 'free',
  description:
    'FREE: finds people in YOUR lists by address, with jobs, lists and campaigns. Unknown people: get_profile_by_email (paid).',
  input: z.object({ email, ...paging }),
  output: z.object({ ...listingFacts, prospects: z.array(Prospect) }),
  run: async (args, { snovio, call }) => {
    const form = { email: validEmail(args.email, 'email') };
    const request = { method: 'POST', path: '/v1/get-prospects-by-email', form } as const;
    const { data = [] } = await snovio.read(request, UpstreamProspects, call).catch(asNobody);
    const { rows, facts } = await listAll(args, data, shapeProspect);
    return { prospects: rows, ...facts };
  },
});

/** Nobody of that address is an answer, not a failure. */
function asNobody(error: unknown): z.output<typeof UpstreamProspects> {
  if (hasCode(error, 'not_found')) return {};
  throw error;
}
