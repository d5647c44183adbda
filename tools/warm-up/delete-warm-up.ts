import { z } from 'zod';
import { id } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { isAgreed, notAgreed } from '../shared/consent.ts';
import { lookFirst } from '../shared/look-first.ts';
import { confirm } from '../shared/params.ts';
import { namesOf, readWarmUp, UpstreamDone, validWarmUpId, warmUpId } from './warm-up.ts';

export const deleteWarmUp = defineTool({
  name: 'delete_warm_up',
  title: 'Delete a warm-up',
  toolset: 'warm-up',
  methods: ['DELETE /v2/warm-up/{id}', 'GET /v2/warm-up/{id}'],
  effect: 'destructive',
  credits: 'free',
  description:
    'Deletes a warm-up and its statistics for good. Free. For a while: update_warm_up, status paused.',
  input: z.object({ warmUpId, confirm }),
  output: z.object({ warmUpId: id, deleted: z.boolean() }),
  run: async (args, context) => {
    const warmUp = validWarmUpId(args.warmUpId);
    const actions = [`delete warm-up ${warmUp}`];
    if (!isAgreed(actions, args.confirm, context)) throw await askFirst(warmUp, actions, context);
    const request = { method: 'DELETE', path: `/v2/warm-up/${warmUp}` } as const;
    const answer = context.snovio.write(request, UpstreamDone, context.call);
    await answer.catch(lookFirst('list_warm_ups'));
    return { warmUpId: warmUp, deleted: true };
  },
});

/** Who is asked has to see which warm-up it is. */
async function askFirst(warmUp: string, actions: readonly string[], context: Context) {
  const question = {
    about: 'loss',
    actions,
    names: namesOf(await readWarmUp(warmUp, context)),
    text: 'delete this warm-up and its statistics for good?',
    label: 'Delete it?',
    code: 'invalid_input',
    refusal:
      'confirm: the warm-up and its statistics would be gone for good. Ask the user, then repeat with confirm: true.',
  } as const;
  return notAgreed(question, context);
}
