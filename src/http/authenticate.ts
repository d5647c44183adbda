import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/**
 * Finds out who is calling.
 * @param tokens the bearer tokens that are let in; none: everybody
 * @returns a name for the caller: the hash of its bearer token, or its address if no tokens are configured
 */
export function authenticate(request: IncomingMessage, tokens: readonly string[]): string | Refusal {
  if (tokens.length === 0) return `address ${request.socket.remoteAddress ?? 'unknown'}`;
  const [header, ...more] = request.headersDistinct.authorization ?? [];
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  // With two Authorization headers, a proxy in front of this server may have checked the other one.
  const accepted = token !== undefined && isOneOf(token, tokens) && more.length === 0;
  if (accepted) return `token ${hash(token).toString('hex')}`;
  const problem =
    header === undefined ? '' : ', error="invalid_token", error_description="This token is not known here"';
  return {
    status: 401,
    message: 'A bearer token is needed that this server knows (SNOVIO_HTTP_TOKENS).',
    reason: header === undefined ? 'no_token' : 'wrong_token',
    headers: { 'www-authenticate': `Bearer realm="snovio-mcp"${problem}` },
  };
}

/** Compares in constant time: hashes are all of one length, and a match does not end the search early. */
function isOneOf(token: string, tokens: readonly string[]): boolean {
  const wanted = hash(token);
  let found = false;
  for (const candidate of tokens) if (timingSafeEqual(wanted, hash(candidate))) found = true;
  return found;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
