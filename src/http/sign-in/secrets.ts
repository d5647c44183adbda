import { createHmac, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';

/** How long a key signs, in milliseconds. */
const SIGNS_MS = 30 * 24 * 3_600_000;
/** How long a key still checks what it has signed: longer than any token is good for. */
const CHECKS_MS = 3_600_000;

/** A key pair that access tokens are signed with. */
export interface SigningKey {
  /** With its private part. */
  readonly jwk: JWK & { readonly kid: string };
  /** Since when it signs, in milliseconds since the epoch. */
  readonly since: number;
}

/** What all processes of a sign-in have to have in common. */
export interface SignInSecrets {
  /** The one that signs comes first; the others check what they signed before. */
  readonly keys: readonly SigningKey[];
  /** 32 random bytes in base64url. */
  readonly secret: string;
}

/**
 * The secrets as they should be now: the same object where they are.
 * @param known undefined: there are none yet
 * @param at milliseconds since the epoch
 */
export function renewed(known: SignInSecrets | undefined, at: number): SignInSecrets {
  if (!known) return { keys: [newKey(at)], secret: randomBytes(32).toString('base64url') };
  const { keys, secret } = known;
  const [signing] = keys;
  if (!signing || at - signing.since > SIGNS_MS) return { keys: [newKey(at), ...keys], secret };
  const kept = keys.filter((_, index) => {
    const next = keys[index - 1];
    return next === undefined || at - next.since <= CHECKS_MS;
  });
  return kept.length === keys.length ? known : { keys: kept, secret };
}

function newKey(since: number): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(8).toString('hex');
  return { jwk: { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid } as const, since };
}

/** The part of a key that may be known to everybody. */
export function publicPart({ jwk: { kty, crv, x, y, kid, alg } }: SigningKey): JWK {
  return { kty, crv, x, y, kid, alg } as JWK;
}

/** What cookies are signed with. */
export function cookieKey({ secret }: SignInSecrets): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'sign-in cookies', 32)).toString('base64url');
}

/**
 * The refresh token that takes the place of another: the same wherever it is asked for, and nothing that anybody finds out of
 * the other one.
 */
export function successorOf(token: string, { secret }: SignInSecrets): string {
  return createHmac('sha256', secret).update(`refresh ${token}`).digest('base64url');
}
