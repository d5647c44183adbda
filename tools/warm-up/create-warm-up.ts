import { z } from 'zod';
import { anId, maybeFlag } from '../../src/snovio/shapes/fields.ts';
import { counted } from '../../src/text/counted.ts';
import { id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { lookFirst } from '../shared/look-first.ts';
import { allowSending } from '../shared/params.ts';
import { resolveSenderAccount, senderAccountId, senderAddress } from '../shared/sender-accounts.ts';
import { bodyOf, fromUpTo, growth, perDay } from './settings.ts';
import { allowWarmUp } from './warm-up-consent.ts';

const UpstreamCreated = unlessRefused(
  z.object({ success: maybeFlag.pipe(z.literal(true)), data: z.object({ id: anId }) }),
);

export const createWarmUp = defineTool({
  name: 'create_warm_up',
  title: 'Warm a sender account up',
  toolset: 'warm-up',
  methods: ['POST /v2/warm-up', 'GET /v2/sender-accounts/emails'],
  effect: 'write',
  credits: 'free',
  description:
    'Starts a warm-up: Snov.io mails from a sender account each day, to build its reputation. Free, but takes a slot of the plan. Replies, texts, end: update_warm_up.',
  input: z.object({ senderAccountId, perDay, from: fromUpTo(5), ...growth, allowSending }),
  output: z.object({ warmUpId: id, senderAccountId: id }),
  run: async (args, context) => {
    const body = bodyOf(args, 'progressive');
    const account = await resolveSenderAccount(args.senderAccountId, context);
    const mail = {
      action: `warm up sender account ${account}`,
      reason: `Snov.io would send up to ${counted(args.perDay, 'mail')} a day from this account to warm it up.`,
      names: async () => [{ what: 'sender', name: await senderAddress(account, context) }],
    };
    await allowWarmUp(mail, args.allowSending, context);
    const json = { email_account_id: Number(account), ...body };
    const request = { method: 'POST', path: '/v2/warm-up', json } as const;
    const answer = context.snovio.write(request, UpstreamCreated, context.call);
    const { data } = await answer.catch(lookFirst('list_warm_ups'));
    return { warmUpId: data.id, senderAccountId: account };
  },
});
