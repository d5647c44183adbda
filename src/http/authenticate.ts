import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from './caller.ts';
import { BadToken } from './oauth/access-tokens.ts';
import { SignInUnavailable } from './oauth/authorization-server.ts';
import { challenge } from './oauth/challenge.ts';
import type { SignIn } from './oauth/sign-in.ts';
import type { Refusal } from './refusal.ts';

const BEARER = /^Bearer +(\S+)$/i;

/** Whose requests are let in. Where neither is there, everybody's. */
export interface LetIn {
  /** Bearer tokens that are let in. */
  readonly tokens: readonly string[];
  /** The authorization server whose access tokens are let in too. */
  readonly signIn?: SignIn | undefined;
}

/** Whether whoever can connect is let in. */
export function isOpenToAll({ tokens, signIn }: LetIn): boolean {
  return tokens.length === 0 && signIn === undefined;
}

/** Finds out who is calling. */
export async function authenticate(request: IncomingMessage, letIn: LetIn): Promise<Caller | Refusal> {
  if (isOpenToAll(letIn)) return { name: `address ${request.socket.remoteAddress ?? 'unknown'}` };
  const [header, ...more] = request.headersDistinct.authorization ?? [];
  if (header === undefined) return refusal(letIn, 'no_token');
  const token = BEARER.exec(header)?.[1];
  // With two Authorization headers, a proxy in front of this server may have checked the other one.
  if (token === undefined || more.length > 0) return refusal(letIn, 'wrong_token', NOT_KNOWN);
  if (isOneOf(token, letIn.tokens)) return { name: `token ${hash(token).toString('hex')}` };
  return letIn.signIn ? signedIn(letIn.signIn, token, letIn) : refusal(letIn, 'wrong_token', NOT_KNOWN);
}

async function signedIn({ accessTokens }: SignIn, token: string, letIn: LetIn): Promise<Caller | Refusal> {
  try {
    const { subject, scopes } = await accessTokens.read(token);
    return { name: `subject ${subject}`, scopes };
  } catch (error) {
    if (error instanceof BadToken)
      return refusal(letIn, error.expired ? 'expired_token' : 'wrong_token', error.message);
    if (!(error instanceof SignInUnavailable)) throw error;
    return {
      status: 503,
      message: 'The sign-in of this server cannot be reached, so nobody can say whether the token is good.',
      reason: 'sign_in_unavailable',
      headers: { 'retry-after': '5' },
    };
  }
}

const NOT_KNOWN = 'This token is not known here';

function refusal(
  { signIn }: LetIn,
  reason: 'no_token' | 'wrong_token' | 'expired_token',
  problem?: string,
): Refusal {
  const error =
    problem === undefined ? undefined : ({ error: 'invalid_token', description: problem } as const);
  return {
    status: 401,
    message: signIn
      ? `Sign in first: an access token of ${signIn.issuer} is needed. ${problem ?? ''}`.trim()
      : 'A bearer token is needed that this server knows (SNOVIO_HTTP_TOKENS).',
    reason,
    headers: { 'www-authenticate': challenge(signIn, error) },
  };
}

/** Whether the request's bearer token is this one. */
export function bearsToken({ headersDistinct }: IncomingMessage, token: string): boolean {
  const [header = '', ...more] = headersDistinct.authorization ?? [];
  const given = BEARER.exec(header)?.[1];
  return given !== undefined && more.length === 0 && isOneOf(given, [token]);
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
