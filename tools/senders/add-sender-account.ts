import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { lookFirst } from '../shared/look-first.ts';
import { confirm } from '../shared/params.ts';
import { outdateSenderAccounts } from '../shared/sender-accounts.ts';
import { Answer, shapeAnswer, UpstreamAnswer } from './account.ts';
import { allowChange, placesIn } from './sender-consent.ts';
import { bodyOf, connection, secretsOf } from './settings.ts';

export const addSenderAccount = defineTool({
  name: 'add_sender_account',
  title: 'Connect a sender account',
  toolset: 'senders',
  methods: ['POST /v2/sender-accounts/emails'],
  effect: 'write',
  credits: 'free',
  description:
    'Connects a mailbox by SMTP for campaigns to send from. Free. The password stays in this conversation: use an app password. Limits, signature: update_sender_account.',
  input: z.object({ ...connection, confirm }),
  output: Answer,
  run: async ({ confirm, ...args }, context) => {
    const json = bodyOf(args);
    const change = {
      action: `connect ${json.email_from}`,
      text: 'connect this mailbox to Snov.io? Its password goes there, and campaigns can send from it.',
      label: 'Connect it?',
      refusal:
        'confirm: Snov.io would get the password of this mailbox, and campaigns could send from it. Ask the user, then repeat with confirm: true.',
      names: () => placesIn(json),
    };
    await allowChange(change, confirm, context);
    const request = {
      method: 'POST',
      path: '/v2/sender-accounts/emails',
      json,
      secrets: secretsOf(args),
    } as const;
    const answer = context.snovio
      .write(request, UpstreamAnswer, context.call)
      .finally(() => outdateSenderAccounts(context));
    return shapeAnswer(await answer.catch(lookFirst('list_sender_accounts')));
  },
});
