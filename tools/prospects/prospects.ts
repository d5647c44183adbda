import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { anyArray } from '../../src/snovio/shapes/fields.ts';
import { Prospect, shapeProspect, UpstreamProspect } from '../../src/snovio/shapes/prospect.ts';
import { defineTool } from '../../src/tool.ts';
import { filled, validEmail } from '../shared/check.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { email, paging } from '../shared/params.ts';
import { fitObject } from '../shared/size.ts';

/** `data` is one object in one method and an array in the other; a miss may come as `success: false` or without data. */
const UpstreamFound = z.object({ data: anyArray(UpstreamProspect).optional() });

export const getProspectById = defineTool({
  name: 'get_prospect_by_id',
  title: 'Prospect by id',
  toolset: 'prospects',
  methods: ['POST /v1/get-prospect-by-id'],
  effect: 'read',
  credits: 'free',
  description:
    'Reads one saved prospect by id: profile, jobs, lists and campaigns. Free. By address: get_prospects_by_email.',
  input: z.object({ id: z.string().describe('Prospect id') }),
  output: z.object({ prospect: Prospect, note: z.string().optional() }),
  run: async (args, { snovio, call }) => {
    const form = { id: filled(args.id, 'id') };
    const request = { method: 'POST', path: '/v1/get-prospect-by-id', form } as const;
    const { data = [] } = await snovio.read(request, UpstreamFound, call).catch(asNotFound);
    const [prospect] = data;
    if (!prospect) asNotFound(new SnovioError('not_found'));
    const { kept, ...note } = fitObject(shapeProspect(prospect));
    return { prospect: kept, ...note };
  },
});

function asNotFound(error: unknown): never {
  if (!hasCode(error, 'not_found', 'refused')) throw error;
  throw new SnovioError('not_found', {
    ...error.facts,
    message: 'There is no prospect with this id. get_prospects_in_list and get_prospects_by_email give ids.',
  });
}

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
    const { data = [] } = await snovio.read(request, UpstreamFound, call).catch(asNobody);
    const { rows, facts } = await listAll(args, data, shapeProspect);
    return { prospects: rows, ...facts };
  },
});

/** Nobody of that address is an answer, not a failure. */
function asNobody(error: unknown): z.output<typeof UpstreamFound> {
  if (hasCode(error, 'not_found')) return {};
  throw error;
}
