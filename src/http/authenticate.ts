import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isLongEnough } from '../config/bearer-tokens.ts';
import type { Access } from './access/access.ts';
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
  /** Who else is let in, with limits of their own. */
  readonly access?: Access | undefined;
  /** The authorization server whose access tokens are let in too. */
  readonly signIn?: SignIn | undefined;
}

/** Whether whoever can connect is let in. */
export function isOpenToAll({ tokens, signIn, access }: LetIn): boolean {
  return tokens.length === 0 && signIn === undefined && access === undefined;
}

/** Finds out who is calling. */
export async function authenticate(request: IncomingMessage, letIn: LetIn): Promise<Caller | Refusal> {
  if (isOpenToAll(letIn)) return { name: `address ${request.socket.remoteAddress ?? 'unknown'}` };
  const [header, ...more] = request.headersDistinct.authorization ?? [];
  if (header === undefined) return refusal(letIn, 'no_token');
  const token = BEARER.exec(header)?.[1];
  // With two Authorization headers, a proxy in front of this server may have checked the other one.
  if (token === undefined || more.length > 0) return refusal(letIn, 'wrong_token', NOT_KNOWN);
  const sha256 = hash(token).toString('hex');
  if (isOneOf(token, letIn.tokens)) return { name: `token ${sha256}` };
  // Of a token that stands in the file as its hash, only now it shows whether it is one.
  const known = isLongEnough(token) ? letIn.access?.rules.tokenOf(sha256) : undefined;
  if (known) return known;
  return letIn.signIn ? signedIn(letIn.signIn, token, letIn) : refusal(letIn, 'wrong_token', NOT_KNOWN);
}

async function signedIn({ accessTokens }: SignIn, token: string, letIn: LetIn): Promise<Caller | Refusal> {
  try {
    const person = await accessTokens.read(token);
    const { subject, scopes } = person;
    if (!letIn.access) return { name: `subject ${subject}`, scopes, person: subject };
    const known = letIn.access.rules.personOf(person);
    return known ? { ...known, scopes, person: subject } : UNLISTED;
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

const UNLISTED: Refusal = {
  status: 403,
  message: 'Whoever runs this server has not let you in: ask them to (SNOVIO_HTTP_ACCESS_FILE).',
  reason: 'unlisted',
};

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
