import { createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { SignInUnavailable, type TokenIssuer } from './authorization-server.ts';
import { Introspection, type IntrospectionClient } from './introspection.ts';
import { type Scopes, scopesIn } from './scopes.ts';

/** Signatures by a key pair only: with a shared secret, whoever can check a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far the clocks of both servers may be apart, in seconds. */
const CLOCK_TOLERANCE_S = 30;
/** RFC 9068 wants `at+jwt`; Entra, Keycloak and Auth0 write `JWT`. Tokens of other kinds say so. */
const TYPES = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** Who has signed in, and what the token allows. */
export interface SignedIn {
  /** Names the person at this authorization server without telling who it is. */
  readonly subject: string;
  readonly scopes: Scopes;
  /** All that the token says. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A token that lets nobody in. The message shows nothing of it. */
export class BadToken extends Error {
  /** Whether it was good until its time was over: not somebody who tries tokens. */
  readonly expired: boolean;
  constructor(message: string, expired = false) {
    super(message);
    this.expired = expired;
  }
}

export interface AccessTokenRules {
  /** What tokens for this server name as their audience. */
  readonly audience: string;
  readonly scopePrefix?: string | undefined;
  /** Asks the authorization server about tokens that are no JWT; without it they are not good. */
  readonly introspection?: IntrospectionClient | undefined;
  /** Whether the person is still somebody; without it, everybody is whom a token names. */
  readonly isKnown?: (claims: SignedIn['claims']) => boolean;
}

/** Checks access tokens: JSON Web Tokens by signature, others by asking the authorization server. */
export class AccessTokens {
  readonly #server: TokenIssuer;
  readonly #rules: AccessTokenRules;
  readonly #introspection: Introspection | undefined;

  constructor(server: TokenIssuer, rules: AccessTokenRules) {
    this.#server = server;
    this.#rules = rules;
    this.#introspection = rules.introspection && new Introspection(server, rules.introspection);
  }

  /** @throws BadToken, SignInUnavailable */
  async read(token: string): Promise<SignedIn> {
    const claims = isJwt(token) ? await this.#verified(token) : await this.#introspected(token);
    const { sub } = claims;
    if (typeof sub !== 'string' || sub === '') throw new BadToken('The token names nobody (sub).');
    this.#throwIfUnknown(claims);
    return {
      subject: subjectOf(this.#server.issuer, sub),
      scopes: scopesIn(claims, this.#rules.scopePrefix),
      claims,
    };
  }

  #throwIfUnknown(claims: SignedIn['claims']): void {
    if (this.#rules.isKnown && !this.#rules.isKnown(claims))
      throw new BadToken('Whom the token names may not sign in any more.');
  }

  async #verified(token: string): Promise<Record<string, unknown>> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#server.key, {
        issuer: this.#server.issuer,
        audience: this.#rules.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['exp', 'sub'],
      });
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) throw new BadToken('It is no access token.');
      return payload;
    } catch (error) {
      if (error instanceof BadToken || error instanceof SignInUnavailable) throw error;
      if (!(error instanceof errors.JWTExpired)) throw new BadToken(problemOf(error));
      // Its signature is right. Whom it names may have gone meanwhile, who listens on a stream that it has opened.
      this.#throwIfUnknown(error.payload);
      throw new BadToken('The token has expired.', true);
    }
  }

  async #introspected(token: string): Promise<Record<string, unknown>> {
    if (!this.#introspection) throw new BadToken('This token is not known here.');
    const claims = await this.#introspection.ask(token);
    if (!claims) throw new BadToken('The token is not good, or not any more.');
    const { aud, iss, exp } = claims;
    if (![aud].flat().includes(this.#rules.audience))
      throw new BadToken('The token is for another server (aud).');
    if (iss !== undefined && iss !== this.#server.issuer)
      throw new BadToken('Another server has issued the token (iss).');
    if (typeof exp === 'number' && exp * 1000 < Date.now() - CLOCK_TOLERANCE_S * 1000)
      throw new BadToken('The token has expired.', true);
    return claims;
  }
}

/** Names a person of an authorization server without telling who it is. */
export function subjectOf(issuer: string, sub: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, sub]))
    .digest('hex');
}

function problemOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? 'The token is for another server (aud).'
      : `The token's ${error.claim} is missing or not the one that is expected here.`;
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The token is signed in a way that is not accepted here.';
  return 'The token is not signed by a key of the authorization server.';
}

function isJwt(token: string): boolean {
  try {
    return token.split('.').length === 3 && typeof decodeProtectedHeader(token).alg === 'string';
  } catch {
    return false;
  }
}
