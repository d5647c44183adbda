import { z } from 'zod';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { lookFirst } from '../shared/look-first.ts';
import { confirm } from '../shared/params.ts';
import {
  outdateSenderAccounts,
  resolveSenderAccount,
  senderAccountId,
  senderAddress,
} from '../shared/sender-accounts.ts';
import { Answer, shapeAnswer, UpstreamAnswer } from './account.ts';
import { allowChange, placesIn } from './sender-consent.ts';
import { bodyOf, connection, moreSettings, secretsOf } from './settings.ts';

export const updateSenderAccount = defineTool({
  name: 'update_sender_account',
  title: 'Change a sender account',
  toolset: 'senders',
  methods: ['PATCH /v2/sender-accounts/emails/{id}', 'GET /v2/sender-accounts/emails'],
  effect: 'write',
  credits: 'free',
  description: 'Changes what is given of a sender account; what is given empty is removed. Free.',
  input: z.object({ senderAccountId, ...z.object(connection).partial().shape, ...moreSettings, confirm }),
  output: Answer,
  run: async ({ senderAccountId, confirm, ...args }, context) => {
    const json = bodyOf(args);
    const changed = Object.entries(args).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (changed.length === 0)
      throw invalid('arguments', 'nothing is to be changed: give at least one setting.');
    const id = await resolveSenderAccount(senderAccountId, context);
    const what = changed.join(', ');
    const change = {
      action: `change sender account ${id}`,
      text: `change ${what} of this sender account?`,
      label: 'Change it?',
      refusal: `confirm: ${what} of a sender account would change, and with it what campaigns send. Ask the user, then repeat with confirm: true.`,
      names: async () => [{ what: 'sender', name: await senderAddress(id, context) }, ...placesIn(json)],
    };
    await allowChange(change, confirm, context);
    const path = `/v2/sender-accounts/emails/${encodeURIComponent(id)}`;
    const request = { method: 'PATCH', path, json, secrets: secretsOf(args) } as const;
    const answer = context.snovio
      .write(request, UpstreamAnswer, context.call)
      .finally(() => outdateSenderAccounts(context));
    return shapeAnswer(await answer.catch(lookFirst('list_sender_accounts')));
  },
});
