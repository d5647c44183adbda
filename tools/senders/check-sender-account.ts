import { z } from 'zod';
import { id, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { resolveSenderAccount, senderAccountId } from '../shared/sender-accounts.ts';
import { Connection, shapeConnection, UpstreamConnection } from './connection.ts';

const UpstreamCheck = unlessRefused(
  z.object({
    // Null says that there is no IMAP; where the field is missing, nothing is known.
    data: z.object({ smtp: UpstreamConnection, imap: UpstreamConnection.nullable() }),
  }),
);

export const checkSenderAccount = defineTool({
  name: 'check_sender_account',
  title: 'Connection of a sender account',
  toolset: 'senders',
  methods: ['GET /v2/sender-accounts/check-sender-status', 'GET /v2/sender-accounts/emails'],
  effect: 'read',
  credits: 'free',
  description:
    'Tells whether the SMTP and IMAP connection of a sender account is valid, invalid or pending. Free.',
  input: z.object({ senderAccountId }),
  output: z.object({
    senderAccountId: id,
    smtp: Connection,
    imap: Connection.optional(),
    note: words.optional(),
  }),
  run: async (args, context) => {
    const senderAccountId = await resolveSenderAccount(args.senderAccountId, context);
    const query = { sender_account_id: senderAccountId };
    const request = { method: 'GET', path: '/v2/sender-accounts/check-sender-status', query } as const;
    const { data } = await context.snovio.read(request, UpstreamCheck, context.call);
    const smtp = shapeConnection(data.smtp);
    const imap = data.imap ? shapeConnection(data.imap) : undefined;
    const isPending = [smtp, imap].some(connection => connection?.status === 'pending');
    return {
      senderAccountId,
      smtp,
      ...(imap && { imap }),
      ...(isPending && { note: 'Snov.io still checks it: call again in some seconds.' }),
    };
  },
});
