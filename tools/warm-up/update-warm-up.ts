import { z } from 'zod';
import { id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { lookFirst } from '../shared/look-first.ts';
import { allowSending } from '../shared/params.ts';
import { bodyOf, fromUpTo, growth, moreSettings, perDay } from './settings.ts';
import { namesOf, readWarmUp, UpstreamDone, validWarmUpId, warmUpId } from './warm-up.ts';
import { allowWarmUp } from './warm-up-consent.ts';

export const updateWarmUp = defineTool({
  name: 'update_warm_up',
  title: 'Start, pause or change a warm-up',
  toolset: 'warm-up',
  methods: ['PATCH /v2/warm-up/{id}', 'GET /v2/warm-up/{id}'],
  effect: 'write',
  credits: 'free',
  description:
    'Starts, pauses, completes or changes a warm-up; an active one sends mail. Free. For good: delete_warm_up.',
  input: z.object({
    warmUpId,
    status: z.enum(['active', 'paused', 'completed']).optional().describe('New status'),
    perDay: perDay.optional(),
    from: fromUpTo(10),
    ...growth,
    ...moreSettings,
    allowSending,
  }),
  output: z.object({ warmUpId: id, updated: z.boolean() }),
  run: async (args, context) => {
    const warmUp = validWarmUpId(args.warmUpId);
    const json = { status: args.status, ...bodyOf(args) };
    if (Object.values(json).every(value => value === undefined))
      throw invalid('arguments', 'nothing is to be changed: give a status or a setting.');
    // Paused or completed it sends nothing, whatever else is changed.
    if (args.status === undefined || args.status === 'active') {
      const mail = {
        action: `warm-up ${warmUp} sends`,
        reason: 'An active warm-up sends mail from its sender account each day, by these settings.',
        names: async () => namesOf(await readWarmUp(warmUp, context)),
      };
      await allowWarmUp(mail, args.allowSending, context);
    }
    const request = { method: 'PATCH', path: `/v2/warm-up/${warmUp}`, json } as const;
    const answer = context.snovio.write(request, UpstreamDone, context.call);
    await answer.catch(lookFirst('get_warm_up'));
    return { warmUpId: warmUp, updated: true };
  },
});
