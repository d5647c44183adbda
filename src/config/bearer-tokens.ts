import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { itemsOf } from './schemas.ts';

/** What can be found by trying is no protection: 24 random letters and digits hold some 140 bits. */
const MIN_LENGTH = 24;
/** What an `Authorization: Bearer` header can carry (RFC 6750, b64token). Anything else would never be let in. */
const BEARER = /^[\w.~+/-]+=*$/;
/** Words of the documentation's examples, this project's and others': a token with one of them was copied from there. */
const PLACEHOLDER = /random[-_]?token|example|your[-_]|change[-_]?me/i;

/** Makes a token that nobody can guess: 256 bits, of letters and digits only, so that it survives every shell and file. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** A comma list of bearer tokens. The message completes the sentence `NAME: its value …` and shows none of them. */
export const bearerTokens = z.string().transform((value, context) => {
  const tokens = itemsOf(value);
  const problem = tokens.length === 0 ? 'holds no token' : tokens.map(problemOf).find(Boolean);
  if (problem === undefined) return tokens;
  context.addIssue(problem);
  return z.NEVER;
});

/** What stands for a bearer token where it is not kept: its SHA-256, in small hexadecimal digits. */
export function sha256Of(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** What is wrong with a bearer token, which is not shown: completes the sentence `NAME: …`. */
export function tokenProblem(token: string): string | undefined {
  return problemOf(token)?.replace('holds', 'is');
}

/** Whether nobody can find it by trying, as far as its length tells. */
export function isLongEnough(token: string): boolean {
  return token.length >= MIN_LENGTH;
}

/** One bearer token. */
export const bearerToken = z.string().transform((token, context) => {
  const problem = problemOf(token);
  if (problem === undefined) return token;
  context.addIssue(problem);
  return z.NEVER;
});

function problemOf(token: string): string | undefined {
  if (!BEARER.test(token)) return 'holds a token with characters that no bearer token has';
  if (token.length < MIN_LENGTH) return `holds a token of fewer than ${MIN_LENGTH} characters`;
  return isFromDocumentation(token)
    ? 'holds a token from the documentation, which everybody knows'
    : undefined;
}

/** Whether a token was copied from an example, and so is none. */
export function isFromDocumentation(token: string): boolean {
  return PLACEHOLDER.test(token);
}
