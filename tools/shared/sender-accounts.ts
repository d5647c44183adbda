import { z } from 'zod';
import {
  anAddress,
  anId,
  maybeFlag,
  maybeNumber,
  maybeText,
  readable,
} from '../../src/snovio/shapes/fields.ts';
import type { Context } from '../../src/tool.ts';
import { unlessRefused } from './accepted.ts';
import { type Age, outdate, readAged } from './cached-reads.ts';
import { resolve } from './resolve.ts';

const UpstreamAccounts = unlessRefused(
  z.object({
    data: z.array(
      z.object({
        id: anId,
        sender_name: maybeText,
        email_from: anAddress,
        valid: maybeFlag,
        suspended: maybeFlag,
        limitation: maybeNumber,
        provider: maybeText,
        tags: readable(z.string()),
        imap: z.object({ username: maybeText, valid: maybeFlag }).nullish(),
      }),
    ),
  }),
);

const REQUEST = { method: 'GET', path: '/v2/sender-accounts/emails' } as const;

/** The mail accounts that campaigns send from. */
export async function readSenderAccounts(context: Context, age: Age) {
  return (await readAged(REQUEST, UpstreamAccounts, context, age)).data;
}

/** After a write that may have changed an address: whoever is asked about an account knows it by that. */
export function outdateSenderAccounts(context: Context): void {
  outdate(REQUEST, context);
}

export const senderAccountId = z.string().describe('Id or address');

/** The id of a sender account from its id or address. @throws SnovioError `invalid_input`, `not_found` */
export function resolveSenderAccount(
  given: string,
  context: Context,
  argument: 'senderAccountId' | 'emailAccounts' = 'senderAccountId',
): Promise<string> {
  const load = async (age: Age) => {
    const accounts = await readSenderAccounts(context, age);
    return accounts.map(({ id, email_from }) => ({ id, name: email_from }));
  };
  const kind = 'sender account';
  return resolve(given, { argument, kind, lister: 'list_sender_accounts', load });
}

/** The address of a sender account, for the sentence that the user reads: without it, the id has to do. */
export async function senderAddress(id: string, context: Context): Promise<string> {
  const accounts = await readSenderAccounts(context, 'kept').catch(() => []);
  return accounts.find(account => account.id === id)?.email_from ?? id;
}
