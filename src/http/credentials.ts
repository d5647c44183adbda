import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../snovio/transport/api-client.ts';
import type { Refusal } from './refusal.ts';

const ID = 'snovio-client-id';
const SECRET = 'snovio-client-secret';

/**
 * The Snov.io credentials in a request's headers; undefined if it has none. A single header, a repeated header or
 * unusual characters are refused: such a request must never use the server's own account by mistake.
 */
export function credentialsOf(request: IncomingMessage): Credentials | undefined | Refusal {
  const ids = request.headersDistinct[ID] ?? [];
  const secrets = request.headersDistinct[SECRET] ?? [];
  if (ids.length === 0 && secrets.length === 0) return undefined;
  const [id] = ids;
  const [secret] = secrets;
  if (ids.length !== 1 || secrets.length !== 1 || !isPlain(id) || !isPlain(secret)) {
    const message =
      'Snovio-Client-Id and Snovio-Client-Secret go together, once each, in printable ASCII without blanks.';
    return { status: 400, message };
  }
  return { id, secret };
}

function isPlain(value: string | undefined): value is string {
  return value !== undefined && /^[\x21-\x7e]{1,256}$/.test(value);
}
