import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { address, fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { listFew, listingFacts } from '../shared/paging.ts';
import { next } from '../shared/params.ts';
import { readSenderAccounts } from '../shared/sender-accounts.ts';

export const listSenderAccounts = defineTool({
  name: 'list_sender_accounts',
  title: 'Sender accounts',
  toolset: 'senders',
  methods: ['GET /v2/sender-accounts/emails'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the mail accounts that campaigns send from: ids, addresses, connection, daily limits. Free.',
  input: z.object({ next }),
  output: z.object({
    ...listingFacts,
    accounts: z.array(
      z.object({
        id,
        senderName: fact.optional(),
        emailFrom: address.optional(),
        valid: z.boolean().optional(),
        suspended: z.boolean().optional(),
        dailyLimit: z.number().optional(),
        provider: fact.optional(),
        tags: z.array(fact).optional(),
        imap: z.object({ username: fact.optional(), valid: z.boolean().optional() }).optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const { rows, facts } = await listFew(args, await readSenderAccounts(context, 'fresh'), row => ({
      id: row.id,
      ...dropEmpty({
        senderName: row.sender_name,
        emailFrom: row.email_from,
        valid: row.valid,
        suspended: row.suspended,
        dailyLimit: row.limitation,
        provider: row.provider,
        tags: row.tags,
        imap: dropEmpty(row.imap ?? {}),
      }),
    }));
    return { accounts: rows, ...facts };
  },
});
