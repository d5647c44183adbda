import type { Config } from '../../config/settings.ts';
import { AccessTokens } from './access-tokens.ts';
import { AuthorizationServer } from './authorization-server.ts';
import { createFetchJson } from './fetch-json.ts';

/** Where users of this server sign in, and how their access tokens are checked. */
export interface SignIn {
  readonly issuer: string;
  /** This server, as access tokens and metadata name it, such as `https://mcp.example.com/mcp`. */
  readonly resource: string;
  /** What its scopes begin with at the authorization server. */
  readonly scopePrefix: string;
  readonly accessTokens: AccessTokens;
  /** Undefined where people sign in at this very server. */
  readonly server?: AuthorizationServer;
}

/** The sign-in that is configured; undefined if none is. @param onOutage hears why the authorization server cannot be asked */
export function signInOf(config: Config, onOutage: (problem: string) => void): SignIn | undefined {
  const { oauthIssuer: issuer, publicUrl, oauthScopePrefix: scopePrefix = '' } = config;
  if (issuer === undefined || publicUrl === undefined) return undefined;
  const { oauthClientId: id, oauthClientSecret: secret } = config;
  const fetch = createFetchJson(config.proxy);
  const resource = `${publicUrl}/mcp`;
  const server = new AuthorizationServer(issuer, fetch, onOutage);
  const accessTokens = new AccessTokens(server, {
    audience: config.oauthAudience ?? resource,
    scopePrefix,
    ...(id && secret && { introspection: { id, secret, fetch } }),
  });
  return { issuer, resource, scopePrefix, accessTokens, server };
}

/** Where the metadata of this server is (RFC 9728, section 3.1): before the path of what it is about. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

export function metadataUrl({ resource }: SignIn): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${METADATA_PATH}${pathname}`;
}
