import type Provider from 'oidc-provider';
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { SignInTable } from '../../spending/sign-in-table.ts';
import { networkOf } from '../address.ts';
import { escaped } from '../html-page.ts';
import { SCOPES } from '../oauth/scopes.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { DocumentAway } from './client-documents.ts';
import { CONNECT_CLIENT } from './connect-client.ts';
import { page } from './page.ts';
import type { People } from './people.ts';
import { type Errors, keepIn } from './records.ts';
import { cookieKey, type SignInSecrets, successorOf } from './secrets.ts';

/** How long an access token is good, in seconds: a person who may no more is out after that at the latest. */
const ACCESS_TOKEN_S = 600;
/** How long a client may go on without its user, in seconds. */
const GRANT_S = 30 * 24 * 3600;
/** How long somebody may take to sign in, in seconds. */
const SIGN_IN_S = 600;
/** Documents of clients that a network can have fetched in a minute. */
const DOCUMENTS_PER_MINUTE = 20;

/** Where the authorization server answers. */
export const PATHS = {
  authorize: '/oauth/authorize',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
  keys: '/oauth/keys',
  page: '/sign-in/',
} as const;

export interface ProviderOptions {
  readonly issuer: string;
  /** What access tokens are for. */
  readonly resource: string;
  readonly people: People;
  readonly table: SignInTable;
  /** Clients that need not introduce themselves. */
  readonly clients: readonly ClientMetadata[];
  /** Reads what a client says of itself. */
  readonly fetch: (url: string | URL) => Promise<Response>;
  readonly onError: (error: Error) => void;
}

export type ProviderPackage = typeof import('oidc-provider');

/** The authorization server with these secrets. */
export function createProvider(
  { default: ProviderOf, errors }: ProviderPackage,
  options: ProviderOptions,
  secrets: SignInSecrets,
): Provider {
  const provider = new ProviderOf(options.issuer, configurationOf(options, secrets, errors));
  // The proxy's word on how it was reached is not asked for: the issuer says it.
  provider.proxy = true;
  provider.on('server_error', (_, error) => options.onError(error));
  provider.on('grant.error', keepTokens);
  provider.on('revocation.error', keepTokens);
  nameSuccessors(provider, ProviderOf, token => successorOf(token, secrets));
  return provider;
}

/**
 * Clients throw their tokens away upon `invalid_client` (the official SDK does), and a process that has just started reads the
 * document of each anew.
 */
function keepTokens(ctx: KoaContextWithOIDC, { cause }: Error): void {
  if (!(cause instanceof DocumentAway)) return;
  ctx.status = 503;
  ctx.body = { error: 'temporarily_unavailable', error_description: 'try again in a moment' };
}

/** A refresh token that takes the place of another is named after that one, so that there is only one, whoever asks for it. */
function nameSuccessors(
  { RefreshToken }: Provider,
  ProviderOf: typeof Provider,
  successor: (token: string) => string,
): void {
  const { generateTokenId: random } = RefreshToken.prototype as unknown as { generateTokenId?(): string };
  // Without these every token would be a successor, and none would ever be found out to be used twice.
  if (!('ctx' in ProviderOf) || !random) throw new Error('This version of oidc-provider is not known here.');
  const under = ProviderOf as unknown as { readonly ctx: KoaContextWithOIDC | undefined };
  Object.defineProperty(RefreshToken.prototype, 'generateTokenId', {
    value() {
      const before = under.ctx?.oidc.entities.RotatedRefreshToken;
      return before ? successor(before.jti) : random.call(this);
    },
  });
}

function configurationOf(
  { issuer, resource, people, table, clients, fetch }: ProviderOptions,
  secrets: SignInSecrets,
  errors: Errors & { InvalidTarget: new (message?: string) => Error },
): Configuration {
  const documents = new PerMinuteLimit(DOCUMENTS_PER_MINUTE);
  const cookie = { httpOnly: true, sameSite: 'lax', secure: issuer.startsWith('https:') } as const;
  return {
    adapter: keepIn({ table, errors, successorOf: token => successorOf(token, secrets) }),
    jwks: { keys: secrets.keys.map(({ jwk }) => jwk as never) },
    clients: [...clients],
    clientAuthMethods: ['none'],
    clientDefaults: {
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access'],
    pkce: { required: () => true },
    // A client that runs in a page asks for tokens from where its users come back to.
    clientBasedCORS: (_, origin, client) =>
      (client.redirectUris ?? []).some(uri => URL.parse(uri)?.origin === origin),
    cookies: {
      keys: [cookieKey(secrets)],
      short: cookie,
      long: cookie,
    },
    routes: {
      authorization: PATHS.authorize,
      token: PATHS.token,
      revocation: PATHS.revoke,
      jwks: PATHS.keys,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_, client, token) => token.clientId === client.clientId,
      },
      clientIdMetadataDocument: {
        enabled: true,
        ack: 'draft-02',
        allowFetch: (ctx: KoaContextWithOIDC | undefined, clientId: string) =>
          isLetIn(clientId, people.clients) &&
          documents.take(networkOf(ctx?.req.socket.remoteAddress)) === undefined,
        // What was fetched before the file named clients is asked about too.
        allowClient: (_: unknown, { clientId }: { clientId: string }) => isLetIn(clientId, people.clients),
        cacheDuration: { min: 60, max: 3600 },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, indicator, client) => {
          // Nobody but this server takes up the codes of its own pages, and it takes no tokens for them.
          const isOwn = client.clientId === CONNECT_CLIENT && ctx.oidc.route === 'token';
          if (indicator !== resource || isOwn) throw new errors.InvalidTarget(`this server is ${resource}`);
          return {
            scope: SCOPES.join(' '),
            audience: resource,
            accessTokenTTL: ACCESS_TOKEN_S,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    fetch: fetch as never,
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    // Who has signed in once stays with the client, not with the browser.
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      AuthorizationCode: 60,
      Grant: GRANT_S,
      IdToken: ACCESS_TOKEN_S,
      Interaction: SIGN_IN_S,
      RefreshToken: GRANT_S,
      Session: SIGN_IN_S,
    },
    interactions: { url: (_, interaction) => `${PATHS.page}${interaction.uid}` },
    findAccount: (_, account) => {
      if (!people.byAccount(account)) return undefined;
      return { accountId: account, claims: () => ({ sub: account }) };
    },
    extraTokenClaims: (_, token) => {
      const person = people.byAccount('accountId' in token ? String(token.accountId) : '');
      return person && { email: person.email, email_verified: true, groups: person.groups };
    },
    formats: {
      customizers: {
        // The same person with another password is the same person.
        jwt: (_, token, parts) => {
          const person = people.byAccount('accountId' in token ? String(token.accountId) : '');
          if (person && parts.payload) parts.payload.sub = person.email;
        },
      },
    },
    renderError: (ctx, { error, error_description: description }) => {
      const text = `<p>${escaped(description ?? error)}</p><p>Go back to your assistant, and connect it anew.</p>`;
      const { headers, html } = page('This sign-in cannot go on', text);
      ctx.set(headers);
      ctx.body = html;
    },
  };
}

function isLetIn(clientId: string, hosts: readonly string[] | undefined): boolean {
  const host = URL.parse(clientId)?.host;
  return host !== undefined && (hosts === undefined || hosts.includes(host));
}
