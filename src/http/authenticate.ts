import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Credentials } from '../snovio/transport/api-client.ts';

/** A request that is refused before MCP sees it. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 429 | 503;
  readonly message: string;
  /** Of JSON-RPC, where it has one for this. */
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who calls: a bearer token's hash where tokens are asked for, else the address the connection comes from. */
export function authenticate(request: IncomingMessage, tokens: readonly string[]): string | Refusal {
  if (tokens.length === 0) return `address ${request.socket.remoteAddress ?? 'unknown'}`;
  const [header, ...more] = request.headersDistinct.authorization ?? [];
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  // Two of them: whoever stands in front may have checked the other one.
  const known = given !== undefined && isOneOf(given, tokens) && more.length === 0;
  if (known) return `token ${hash(given).toString('hex')}`;
  const problem =
    header === undefined ? '' : ', error="invalid_token", error_description="This token is not known here"';
  return {
    status: 401,
    message: 'A bearer token is needed that this server knows (SNOVIO_HTTP_TOKENS).',
    headers: { 'www-authenticate': `Bearer realm="snovio-mcp"${problem}` },
  };
}

/** Compares with every token in constant time: hashes have one length, and none ends the search early. */
function isOneOf(given: string, tokens: readonly string[]): boolean {
  const wanted = hash(given);
  let found = false;
  for (const token of tokens) if (timingSafeEqual(wanted, hash(token))) found = true;
  return found;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const ID = 'snovio-client-id';
const SECRET = 'snovio-client-secret';

/**
 * The credentials that a request brings; undefined when it brings none. Half a pair, a repeated header or odd
 * characters are refused: such a request must never end up at the server's own account.
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
