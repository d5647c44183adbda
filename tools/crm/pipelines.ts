import { z } from 'zod';
import { anId, anyArray, maybeDate, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from '../shared/cached-reads.ts';
import { resolve } from '../shared/resolve.ts';

const UpstreamPipelines = z.object({
  data: anyArray(
    z.object({
      id: anId,
      name: maybeText,
      deals_count: maybeNumber,
      deals_value: maybeNumber,
      created_at: maybeDate,
    }),
  ),
});

/** The account's pipelines of deals. */
export async function readPipelines(context: Context, age: Age) {
  const request = { method: 'GET', path: '/v2/pipelines' } as const;
  return (await readAged(request, UpstreamPipelines, context, age)).data;
}

/** The id of a pipeline from its id or exact name. @throws SnovioError `invalid_input`, `not_found` */
export function resolvePipeline(given: string, context: Context): Promise<string> {
  const load = (age: Age) => readPipelines(context, age);
  return resolve(given, { argument: 'pipelineId', kind: 'pipeline', lister: 'list_pipelines', load });
}
