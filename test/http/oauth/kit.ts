import type { SandboxOptions } from '../../../src/sandbox/index.ts';
import type { Answer } from '../../harness.ts';
import { type InProcessServer, startInProcess } from '../in-process.ts';
import { bearer, call, type Reply, rpc } from '../kit.ts';
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

export interface SignedInServer extends InProcessServer {
  readonly login: TestAuthorizationServer;
  /** An access token with these scopes. */
  token(scope: string, parts?: TokenParts): Promise<string>;
  /** A request with a bearer token. */
  ask(token: string, method: string, params?: object): Promise<Reply>;
  callWith(token: string, tool: string, args?: object): Promise<Answer & { reply: Reply }>;
  /** The names of the tools that a token shows. */
  toolsOf(token: string): Promise<string[]>;
}

/** What a server needs to know of the authorization server. */
export const signInEnv = ({ issuer }: TestAuthorizationServer) => ({
  SNOVIO_PUBLIC_URL: PUBLIC_URL,
  SNOVIO_HTTP_OAUTH_ISSUER: issuer,
});

/** A server with an authorization server beside it. */
export async function startSignedIn(
  options: {
    env?: Record<string, string>;
    login?: AuthorizationServerOptions;
    sandbox?: SandboxOptions;
  } = {},
): Promise<SignedInServer> {
  const login = await startAuthorizationServer(options.login);
  const server = await startInProcess({
    env: { ...signInEnv(login), ...options.env },
    ...(options.sandbox && { sandbox: options.sandbox }),
  });
  const parts = (token: string) => ({ headers: bearer(token) });
  const ask = (token: string, method: string, params: object = {}) =>
    rpc(server.port, method, params, parts(token));
  return {
    ...server,
    login,
    token: (scope, more = {}) => login.token(RESOURCE, scope, more),
    ask,
    callWith: (token, tool, args = {}) => call(server.port, tool, args, parts(token)),
    toolsOf: async token => {
      const { json } = await ask(token, 'tools/list');
      return json.result.tools.map(({ name }: { name: string }) => name) as string[];
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await login[Symbol.asyncDispose]();
    },
  };
}
