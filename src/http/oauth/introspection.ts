import { createHash } from 'node:crypto';
import { SignInUnavailable, type TokenIssuer } from './authorization-server.ts';
import type { FetchJson } from './fetch-json.ts';

/** How long an answer is good for: a token that is withdrawn works no longer than this. */
const KEPT_MS = 60_000;
const MAX_KEPT = 10_000;

/** With what this server introduces itself to the authorization server. */
export interface IntrospectionClient {
  readonly id: string;
  readonly secret: string;
  readonly fetch: FetchJson;
}

type Claims = Readonly<Record<string, unknown>>;

/** Asks the authorization server about opaque tokens (RFC 7662). */
export class Introspection {
  readonly #server: TokenIssuer;
  readonly #client: IntrospectionClient;
  /** By a hash of the token, the oldest first. */
  readonly #kept = new Map<
    string,
    { readonly claims: Promise<Claims | undefined>; readonly until: number }
  >();

  constructor(server: TokenIssuer, client: IntrospectionClient) {
    this.#server = server;
    this.#client = client;
  }

  /** What the token says; undefined if it is not good. @throws SignInUnavailable */
  ask(token: string): Promise<Claims | undefined> {
    const key = createHash('sha256').update(token).digest('base64url');
    const kept = this.#kept.get(key);
    if (kept && kept.until > performance.now()) return kept.claims;
    const claims = this.#ask(token);
    this.#kept.delete(key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { claims, until: performance.now() + KEPT_MS });
    claims.catch(() => this.#kept.delete(key));
    return claims;
  }

  async #ask(token: string): Promise<Claims | undefined> {
    const { id, secret, fetch } = this.#client;
    const url = await this.#server.introspectionEndpoint();
    // RFC 6749, section 2.3.1: both parts are form-encoded first.
    const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    const answer = await fetch(url, {
      form: { token, token_type_hint: 'access_token' },
      authorization,
    }).catch(cause => {
      throw new SignInUnavailable('The authorization server cannot be asked about the token.', { cause });
    });
    const isGood =
      typeof answer === 'object' && answer !== null && 'active' in answer && answer.active === true;
    return isGood ? (answer as Claims) : undefined;
  }
}
