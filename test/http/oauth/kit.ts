import type { Answer } from '../../harness.ts';
import { bearer, call, type Reply, rpc, type Served, type ServedOptions, startServed } from '../kit.ts';
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
  type TestAuthorizationServer,
  type TokenParts,
} from './authorization-server.ts';

export const PUBLIC_URL = 'https://mcp.example.com';
/** What access tokens for the server name. */
export const RESOURCE = `${PUBLIC_URL}/mcp`;
export const METADATA_URL = `${PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`;

export interface SignedInServer extends Served {
  readonly login: TestAuthorizationServer;
  /** An access token with these scopes. */
  token(scope: string, parts?: TokenParts): Promise<string>;
  /** A request with a bearer token. */
  ask(token: string, method: string, params?: object): Promise<Reply>;
  callWith(token: string, tool: string, args?: object): Promise<Answer & { reply: Reply }>;
  /** The names of the tools that a token shows. */
  toolsOf(token: string): Promise<string[]>;
}

/** The built server, with an authorization server beside it. */
export async function startSignedIn(
  options: ServedOptions & { login?: AuthorizationServerOptions } = {},
): Promise<SignedInServer> {
  const login = await startAuthorizationServer(options.login);
  const env = {
    SNOVIO_PUBLIC_URL: PUBLIC_URL,
    SNOVIO_HTTP_OAUTH_ISSUER: login.issuer,
    ...options.env,
  };
  const served = await startServed({ ...options, env });
  const parts = (token: string) => ({ headers: bearer(token) });
  const ask = (token: string, method: string, params: object = {}) =>
    rpc(served.port, method, params, parts(token));
  return Object.assign(served, {
    login,
    token: (scope: string, more: TokenParts = {}) => login.token(RESOURCE, scope, more),
    ask,
    callWith: (token: string, tool: string, args: object = {}) => call(served.port, tool, args, parts(token)),
    toolsOf: async (token: string) => {
      const { json } = await ask(token, 'tools/list');
      return json.result.tools.map(({ name }: { name: string }) => name) as string[];
    },
    [Symbol.asyncDispose]: async () => {
      await served.stop('SIGKILL');
      await served.sandbox.close();
      await login[Symbol.asyncDispose]();
    },
  });
}
