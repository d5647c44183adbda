import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { FetchJson } from './fetch-json.ts';
import { Kept, problemIn } from './kept.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const METADATA = { freshMs: HOUR_MS, staleMs: 24 * HOUR_MS };
const KEYS = { freshMs: 10 * MINUTE_MS, staleMs: 24 * HOUR_MS };
/** A key that is not known may be new; made-up names of keys must not send this server to the other for each. */
const NEW_KEY_MS = 30_000;

const Metadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  introspection_endpoint: z.url().optional(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});

/** The authorization server could not be asked: nobody can say whether a token is good. */
export class SignInUnavailable extends Error {}

/** Whose access tokens are checked, and with which keys. */
export interface TokenIssuer {
  readonly issuer: string;
  /** The key that a token says it is signed with. @throws SignInUnavailable, or jose's error if there is no such key */
  readonly key: JWTVerifyGetKey;
  /** Where opaque tokens are asked about. @throws SignInUnavailable, also where there is no such place */
  introspectionEndpoint(): Promise<string>;
}

/**
 * An authorization server, known by its metadata: RFC 8414, or OpenID Connect Discovery as Keycloak, Entra and Auth0 have
 * it. Its keys serve for a day while it is down.
 */
export class AuthorizationServer implements TokenIssuer {
  readonly issuer: string;
  readonly #fetch: FetchJson;
  readonly #metadata: Kept<z.output<typeof Metadata>>;
  readonly #keys: Kept<JWTVerifyGetKey>;

  /** @param onOutage hears why the server cannot be asked, once for each time that it was tried */
  constructor(issuer: string, fetch: FetchJson, onOutage: (problem: string) => void) {
    this.issuer = issuer;
    this.#fetch = fetch;
    this.#metadata = new Kept(
      () => this.#discover(),
      METADATA,
      error => onOutage(problemIn(error)),
    );
    this.#keys = new Kept(
      () => this.#readKeys(),
      KEYS,
      error => {
        // That metadata are missing has been told.
        if (!(error instanceof SignInUnavailable)) onOutage(problemIn(error));
      },
    );
  }

  /** The key that a token says it is signed with. @throws SignInUnavailable, or jose's error if there is no such key */
  readonly key: JWTVerifyGetKey = async (header, token) => {
    try {
      return await (await this.#known(this.#keys))(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await this.#known(this.#keys, NEW_KEY_MS))(header, token);
    }
  };

  /** Where opaque tokens are asked about. @throws SignInUnavailable, also where the server has no such place */
  async introspectionEndpoint(): Promise<string> {
    const { introspection_endpoint: url } = await this.#known(this.#metadata);
    if (url === undefined) throw new SignInUnavailable(`${this.issuer} names no introspection_endpoint`);
    return url;
  }

  /**
   * Where people sign in, and where codes are exchanged for tokens.
   * @throws SignInUnavailable, also where the server has no such places
   */
  async signInEndpoints(): Promise<{ authorization: string; token: string; takesBasic: boolean }> {
    const metadata = await this.#known(this.#metadata);
    const { authorization_endpoint: authorization, token_endpoint: token } = metadata;
    if (authorization === undefined || token === undefined)
      throw new SignInUnavailable(`${this.issuer} names no authorization_endpoint or no token_endpoint`);
    // RFC 8414: where nothing is said, it is client_secret_basic.
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return { authorization, token, takesBasic: methods.includes('client_secret_basic') };
  }

  async #known<T>(kept: Kept<T>, maxAgeMs?: number): Promise<T> {
    try {
      return await kept.get(maxAgeMs);
    } catch (cause) {
      if (cause instanceof SignInUnavailable) throw cause;
      throw new SignInUnavailable('The authorization server cannot be asked.', { cause });
    }
  }

  /** Asks at each place where metadata may be, in the order of the MCP specification. */
  async #discover(): Promise<z.output<typeof Metadata>> {
    const problems: string[] = [];
    for (const url of metadataUrls(this.issuer)) {
      try {
        const metadata = Metadata.parse(await this.#fetch(url));
        // Another issuer's metadata would make another issuer's tokens good (RFC 8414, section 3.3).
        if (metadata.issuer === this.issuer) return metadata;
        problems.push(`${url} is of the issuer ${metadata.issuer}`);
      } catch (error) {
        problems.push(error instanceof z.ZodError ? `${url} is no metadata` : problemIn(error));
      }
    }
    throw new SignInUnavailable(`No metadata of ${this.issuer}: ${problems.join('; ')}`);
  }

  async #readKeys(): Promise<JWTVerifyGetKey> {
    const { jwks_uri: url } = await this.#known(this.#metadata);
    const local = createLocalJWKSet((await this.#fetch(url)) as JSONWebKeySet);
    return (header, token) => local(header, token);
  }
}

function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map(
    name => `${origin}/.well-known/${name}${path}`,
  );
  return path === '' ? inserted : [...inserted, `${origin}${path}/.well-known/openid-configuration`];
}
