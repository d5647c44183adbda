import type { Asks, Send } from './ask.ts';

export const crmAsks = (send: Send): Asks => ({
  list_pipelines: () => send('GET', '/v2/pipelines'),
  list_pipeline_stages: () => send('GET', '/v2/pipelines/1106350/stages'),
});
