import { z } from 'zod';
import { anId, anyArray, dropEmpty, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import { fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listFew, listingFacts } from '../shared/paging.ts';
import { next } from '../shared/params.ts';
import { resolvePipeline } from './pipelines.ts';

const UpstreamStages = z.object({
  data: anyArray(
    z.object({
      id: anId,
      name: maybeText,
      order: maybeNumber,
      deals_count: maybeNumber,
      deals_value: maybeNumber,
    }),
  ),
});

export const listPipelineStages = defineTool({
  name: 'list_pipeline_stages',
  title: 'Stages of a pipeline',
  toolset: 'crm',
  methods: ['GET /v2/pipelines/{pipeline_id}/stages', 'GET /v2/pipelines'],
  effect: 'read',
  credits: 'free',
  description: "Lists one pipeline's stages in order: ids, names, number and value of deals. Free.",
  input: z.object({ pipelineId: z.string().describe('Id or name'), next }),
  output: z.object({
    ...listingFacts,
    pipelineId: id,
    stages: z.array(
      z.object({
        id,
        name: fact.optional(),
        deals: z.number().optional(),
        dealsValue: z.number().optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const { snovio, call } = context;
    const pipelineId = await resolvePipeline(args.pipelineId, context);
    const path = `/v2/pipelines/${encodeURIComponent(pipelineId)}/stages`;
    const { data } = await snovio.read({ method: 'GET', path }, UpstreamStages, call);
    const inOrder = data.toSorted((one, other) => (one.order ?? Infinity) - (other.order ?? Infinity));
    const { rows, facts } = await listFew(args, inOrder, row => ({
      id: row.id,
      ...dropEmpty({ name: row.name, deals: row.deals_count, dealsValue: row.deals_value }),
    }));
    return { pipelineId, stages: rows, ...facts };
  },
});
