import type { Named } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';
import { isAgreed, notAgreed, placed } from '../shared/consent.ts';
import { forbidden } from '../shared/sending.ts';

/** What would be done to a sender account. */
interface SenderChange {
  /** Such as `connect ada@acme.example`; see {@link isAgreed}. */
  readonly action: string;
  readonly text: string;
  readonly label: string;
  readonly refusal: string;
  /** Found only when they have to be told. */
  names(): Promise<readonly Named[]> | readonly Named[];
}

/**
 * Lets a sender account be connected or changed only if the user agreed, and not at all where they forbid sending: from
 * a connected account mail can go out, and with another connection or limit more of it.
 * @throws SnovioError `sending_not_allowed`, `invalid_input`
 */
export async function allowChange(
  change: SenderChange,
  confirm: boolean | undefined,
  context: Context,
): Promise<void> {
  const { action, text, label, refusal } = change;
  if (context.policy.allowSending === 'never')
    throw forbidden('Mail can go out from a connected sender account.', await change.names());
  if (isAgreed([action], confirm, context)) return;
  const names = await change.names();
  const code = 'invalid_input';
  throw notAgreed({ about: 'sender', actions: [action], names, text, label, code, refusal }, context);
}

/**
 * Where mail would come from and go to: whoever is asked has to see it as it is sent. A host also gets the password.
 * @param body from `bodyOf`
 */
export function placesIn(body: Record<string, unknown>): readonly Named[] {
  const { email_from: emailFrom, smtp, imap, reply_to: replyTo, bcc_email: bccEmail } = body;
  const places = { emailFrom, smtp: serverIn(smtp), imap: serverIn(imap), replyTo, bccEmail };
  return Object.entries(places).flatMap(([what, place]) =>
    typeof place === 'string' ? [placed(what, place)] : [],
  );
}

function serverIn(server: unknown): string | undefined {
  const { host, port } = (server ?? {}) as { host?: string; port?: number };
  return host && `${host}:${port}`;
}
