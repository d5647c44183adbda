import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { readWarmUp, shapeWarmUp, validWarmUpId, WarmUp, warmUpId } from './warm-up.ts';

export const getWarmUp = defineTool({
  name: 'get_warm_up',
  title: 'A warm-up with its settings',
  toolset: 'warm-up',
  methods: ['GET /v2/warm-up/{id}'],
  effect: 'read',
  credits: 'free',
  description:
    'Reads one warm-up: status, mails today, deliverability, settings. Free. By day: get_warm_up_statistics.',
  input: z.object({ warmUpId }),
  output: z.object({ warmUp: WarmUp }),
  run: async (args, context) => {
    return { warmUp: shapeWarmUp(await readWarmUp(validWarmUpId(args.warmUpId), context)) };
  },
});
