import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { SignInRecords } from '../../app/sign-in-records.ts';
import { ConfigError } from '../../config/config-error.ts';
import { networkOf } from '../address.ts';
import { escaped } from '../html-page.ts';
import { SCOPES } from '../oauth/scopes.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { keepIn } from './kept.ts';
import { page } from './page.ts';
import type { People } from './people.ts';

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
  readonly records: SignInRecords;
  /** Reads what a client says of itself. */
  readonly fetch: (url: string | URL) => Promise<Response>;
  readonly onError: (error: Error) => void;
}

/** The authorization server. @throws ConfigError where the package oidc-provider is not installed */
export async function createProvider(options: ProviderOptions): Promise<Provider> {
  const { issuer, records, onError } = options;
  const loaded = await import('oidc-provider').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ConfigError(
      'SNOVIO_HTTP_SIGN_IN_FILE needs the package oidc-provider beside this one: npm install oidc-provider@9',
    );
  });
  const key = JSON.parse(records.signingKey(newKey));
  const provider = new loaded.default(issuer, configurationOf(options, key, loaded.errors));
  // The proxy's word on how it was reached is not asked for: the issuer says it.
  provider.proxy = true;
  provider.on('server_error', (_, error) => onError(error));
  return provider;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(8).toString('hex');
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid });
}

function configurationOf(
  { issuer, resource, people, records, fetch }: ProviderOptions,
  key: object,
  errors: { InvalidTarget: new (message?: string) => Error },
): Configuration {
  const documents = new PerMinuteLimit(DOCUMENTS_PER_MINUTE);
  const cookie = { httpOnly: true, sameSite: 'lax', secure: issuer.startsWith('https:') } as const;
  return {
    adapter: keepIn(records),
    jwks: { keys: [key as never] },
    clients: [],
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
      keys: [randomBytes(32).toString('hex')],
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
        getResourceServerInfo: (_, indicator) => {
          if (indicator !== resource) throw new errors.InvalidTarget(`this server is ${resource}`);
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
