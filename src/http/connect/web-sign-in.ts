import { createHash, randomBytes } from 'node:crypto';
import type { AccessTokens, SignedIn } from '../oauth/access-tokens.ts';
import type { AuthorizationServer } from '../oauth/authorization-server.ts';
import type { FetchJson } from '../oauth/fetch-json.ts';

export interface WebSignInOptions {
  readonly server: AuthorizationServer;
  readonly accessTokens: AccessTokens;
  readonly fetch: FetchJson;
  readonly clientId: string;
  /** Missing: a public client. */
  readonly clientSecret?: string | undefined;
  /** Where the authorization server sends people back to. */
  readonly redirectUri: string;
  readonly scope: string;
  /** What the access token shall be for, where the authorization server knows it by this name (RFC 8707). */
  readonly resource?: string | undefined;
}

/** What a browser keeps while its person is away to sign in. */
export interface Begun {
  readonly state: string;
  readonly verifier: string;
}

/** Signs a person in in their browser. */
export interface BrowserSignIn {
  /** @param anew asks for the password also where somebody is signed in @throws SignInUnavailable */
  begin(anew: boolean): Promise<Begun & { readonly url: string }>;
  /** Whom a code names. @throws SignInUnavailable, or Error where the code is not good */
  finish(code: string, begun: Begun): Promise<SignedIn>;
}

/** Where a browser comes back to. @param origin the server's own */
export function callbackAt(origin: string): string {
  return `${origin}/connect/callback`;
}

/** The code challenge of a verifier (PKCE, S256). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** The address that a browser is sent to, with a state and a code challenge (PKCE, S256). */
export function beginAt(
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
): Begun & { readonly url: string } {
  const url = new URL(endpoint);
  const [state, verifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  const all = {
    response_type: 'code',
    ...parameters,
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return { state, verifier, url: url.href };
}

/**
 * Signs a person in in their browser, with the authorization code flow and PKCE. What comes of it is an access token for this
 * very server, as an MCP client would get one: so whom it names is whom requests with it are of.
 */
export class WebSignIn implements BrowserSignIn {
  readonly #options: WebSignInOptions;

  constructor(options: WebSignInOptions) {
    this.#options = options;
  }

  async begin(anew: boolean): Promise<Begun & { readonly url: string }> {
    const { server, clientId, redirectUri, scope, resource } = this.#options;
    return beginAt((await server.signInEndpoints()).authorization, {
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      ...(resource && { resource }),
      ...(anew && { prompt: 'login' }),
    });
  }

  async finish(code: string, begun: Begun): Promise<SignedIn> {
    return this.#options.accessTokens.read(await this.#redeem(code, begun));
  }

  /** The access token for a code. @throws SignInUnavailable, or Error where the authorization server does not take the code */
  async #redeem(code: string, { verifier }: Begun): Promise<string> {
    const { server, fetch, clientId, clientSecret, redirectUri, resource } = this.#options;
    const { token, takesBasic } = await server.signInEndpoints();
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`;
    const inHeader = clientSecret !== undefined && takesBasic;
    const answer = await fetch(token, {
      form: {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...(!inHeader && { client_id: clientId }),
        ...(!inHeader && clientSecret !== undefined && { client_secret: clientSecret }),
        ...(resource && { resource }),
      },
      ...(inHeader && { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }),
    });
    const accessToken = (answer as { access_token?: unknown } | null)?.access_token;
    if (typeof accessToken !== 'string') throw new Error('the token endpoint gave no access token');
    return accessToken;
  }
}
