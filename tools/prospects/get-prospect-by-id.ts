import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { Prospect, shapeProspect } from '../../src/snovio/shapes/prospect.ts';
import { words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { filled } from '../shared/check.ts';
import { fitObject } from '../shared/size.ts';
import { UpstreamProspects } from './upstream-prospects.ts';

export const getProspectById = defineTool({
  name: 'get_prospect_by_id',
  title: 'Prospect by id',
  toolset: 'prospects',
  methods: ['POST /v1/get-prospect-by-id'],
  effect: 'read',
  credits: 'free',
  description:
    'Reads one saved prospect: profile, jobs, lists, campaigns, custom fields. Free. By address: get_prospects_by_email.',
  input: z.object({ id: z.string().describe('Prospect id') }),
  output: z.object({ prospect: Prospect, note: words.optional() }),
  run: async (args, { snovio, call }) => {
    const form = { id: filled(args.id, 'id') };
    const request = { method: 'POST', path: '/v1/get-prospect-by-id', form } as const;
    const { data = [] } = await snovio.read(request, UpstreamProspects, call).catch(asNotFound);
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
    message:
      'There is no prospect with this id. save_prospects and get_prospects_by_email give ids; a prospectHash or personId may be none. By address: get_prospects_by_email.',
  });
}
