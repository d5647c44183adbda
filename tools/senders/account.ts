import { z } from 'zod';
import { anId, dropEmpty, maybeNumber, maybeText } from '../../src/snovio/shapes/fields.ts';
import { address, fact, id, words } from '../../src/text/roles.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { Connection, shapeConnection, UpstreamConnection } from './connection.ts';

/** The answer of a method that adds or changes a sender account. */
export const UpstreamAnswer = unlessRefused(
  z.object({
    data: z.object({
      id: anId,
      sender_name: maybeText,
      email_from: maybeText,
      smtp: UpstreamConnection,
      imap: UpstreamConnection.nullish(),
      limitation: maybeNumber,
    }),
  }),
);

/** The answer of a tool that adds or changes one. */
export const Answer = z.object({
  account: z.object({
    id,
    senderName: fact.optional(),
    emailFrom: address.optional(),
    dailyLimit: z.number().optional(),
    smtp: Connection,
    imap: Connection.optional(),
  }),
  note: words.optional(),
});

export function shapeAnswer({ data }: z.output<typeof UpstreamAnswer>): z.output<typeof Answer> {
  const smtp = shapeConnection(data.smtp);
  return {
    account: {
      id: data.id,
      ...dropEmpty({
        senderName: data.sender_name,
        emailFrom: data.email_from,
        dailyLimit: data.limitation,
      }),
      smtp,
      ...(data.imap && { imap: shapeConnection(data.imap) }),
    },
    ...(smtp.status === 'pending' && {
      note: 'Snov.io checks the connection: check_sender_account tells in some seconds whether it is valid.',
    }),
  };
}
