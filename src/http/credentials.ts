import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { quoted } from '../text/quoted.ts';
import type { Refusal } from './refusal.ts';

const ID = 'snovio-client-id';
const SECRET = 'snovio-client-secret';

/**
 * The Snov.io credentials in a request's headers; undefined if it has none. A single header, a repeated or
 * misspelt one, or unusual characters are refused: such a request must never use the server's own account by mistake.
 */
export function credentialsOf(request: IncomingMessage): Credentials | undefined | Refusal {
  const stray = Object.keys(request.headers).find(
    name => name.includes('snov') && name !== ID && name !== SECRET,
  );
  if (stray) return malformed(`The header ${quoted(stray)} is not known here. `);
  const ids = request.headersDistinct[ID] ?? [];
  const secrets = request.headersDistinct[SECRET] ?? [];
  if (ids.length === 0 && secrets.length === 0) return undefined;
  const [id] = ids;
  const [secret] = secrets;
  if (ids.length !== 1 || secrets.length !== 1 || !isCredential(id) || !isCredential(secret))
    return malformed();
  return { id, secret };
}

function malformed(problem = ''): Refusal {
  return {
    status: 400,
    message: `${problem}Snovio-Client-Id and Snovio-Client-Secret go together, once each, in printable ASCII without blanks.`,
    reason: 'malformed_credentials',
  };
}

/** Whether it can be an id or a secret of Snov.io's: printable ASCII without blanks. */
export function isCredential(value: string | undefined): value is string {
  return value !== undefined && /^[\x21-\x7e]{1,256}$/.test(value);
}
