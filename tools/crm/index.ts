import type { Tool } from '../../src/tool.ts';
import { listPipelineStages } from './list-pipeline-stages.ts';
import { listPipelines } from './list-pipelines.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const crmTools = [listPipelines, listPipelineStages] as const satisfies readonly Tool[];
