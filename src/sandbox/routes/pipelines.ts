import { PIPELINES, STAGES } from '../data/pipelines.ts';
import type { RequestContext } from '../http/context.ts';
import { json, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';

/** The pipelines of deals and their stages, free [C:ref]. GUESS: neither is paged. */
export const pipelineRoutes: Route[] = [
  { method: 'GET', path: '/v2/pipelines', paramsIn: ['query'], handler: listPipelines },
  { method: 'GET', path: '/v2/pipelines/{pipeline_id}/stages', paramsIn: ['query'], handler: listStages },
];

function listPipelines(): Response {
  const data = PIPELINES.map(({ id, name, createdAt }) => {
    const stages = STAGES.filter(({ pipelineId }) => pipelineId === id);
    return {
      id,
      name,
      deals_count: stages.reduce((sum, { deals }) => sum + deals, 0),
      deals_value: stages.reduce((sum, { value }) => sum + value, 0),
      created_at: createdAt,
    };
  });
  return json({ data });
}

function listStages({ params }: RequestContext): Response {
  const pipeline = PIPELINES.find(({ id }) => String(id) === params.pipeline_id);
  if (!pipeline) return notFound();
  const stages = STAGES.filter(({ pipelineId }) => pipelineId === pipeline.id);
  const data = stages.map(({ id, name, deals, value }, index) => ({
    id,
    pipeline_id: pipeline.id,
    name,
    order: index + 1,
    deals_count: deals,
    deals_value: value,
  }));
  return json({ data });
}
