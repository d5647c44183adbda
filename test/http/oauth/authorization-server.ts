import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Codes } from './codes.ts';

/** How the server for tests is set up. */
export interface AuthorizationServerOptions {
  /** Where its metadata is: as RFC 8414 has it, or as OpenID Connect Discovery. */
  readonly metadataAt?: 'oauth-authorization-server' | 'openid-configuration' | 'below the issuer';
  /** The path of the issuer, such as `/realms/company`. */
  readonly path?: string;
}

export interface TestKey {
  readonly kid: string;
  readonly sign: CryptoKey;
  readonly jwk: JWK;
}

export interface TokenParts {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: TestKey;
}

export interface TestAuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  /** The keys that it publishes; tokens are signed with the last. */
  readonly keys: TestKey[];
  /** What it says of opaque tokens. */
  readonly opaque: Map<string, object>;
  /** What it was asked, by path, in order. */
  readonly asked: string[];
  /** The `Authorization` headers of its introspection endpoint. */
  readonly introducedAs: string[];
  /** What it answers instead of everything else; undefined: it works. */
  fault: { readonly status: number; readonly body: string } | undefined;
  /** The claims of whoever signs in next in a browser. */
  person: Readonly<Record<string, unknown>>;
  /** What browsers were sent with to sign in, in order. */
  readonly signIns: URLSearchParams[];
  /** Changes of its metadata. */
  metadata: Record<string, unknown>;
  /** An access token for this audience, good for ten minutes. */
  token(audience: string, scope: string, parts?: TokenParts): Promise<string>;
  newKey(algorithm?: string): Promise<TestKey>;
}

let count = 0;

/** An authorization server on loopback, as far as a resource server sees one. */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<TestAuthorizationServer> {
  const { metadataAt = 'oauth-authorization-server', path = '' } = options;
  const newKey = async (algorithm = 'RS256'): Promise<TestKey> => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    count += 1;
    const kid = `key-${count}`;
    return {
      kid,
      sign: privateKey,
      jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' },
    };
  };
  const documents = new Map<string, () => unknown>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}${path}`;

  const self: TestAuthorizationServer = {
    issuer,
    keys: [await newKey()],
    opaque: new Map(),
    asked: [],
    introducedAs: [],
    fault: undefined,
    person: { sub: 'mara' },
    signIns: [],
    metadata: {},
    newKey,
    token: async (audience, scope, { claims = {}, header = {}, key = self.keys.at(-1) } = {}) => {
      if (!key) throw new Error('no key');
      return new SignJWT({ scope, ...claims })
        .setProtectedHeader({ alg: key.jwk.alg ?? '', kid: key.kid, typ: 'at+jwt', ...header })
        .setIssuer(String(claims.iss ?? issuer))
        .setAudience((claims.aud as string) ?? audience)
        .setSubject(String(claims.sub ?? 'mara'))
        .setIssuedAt()
        .setExpirationTime((claims.exp as number) ?? '10m')
        .sign(key.sign);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };

  documents.set(
    metadataAt === 'below the issuer'
      ? `${path}/.well-known/openid-configuration`
      : `/.well-known/${metadataAt}${path}`,
    () => ({
      issuer,
      jwks_uri: `${origin}/keys`,
      introspection_endpoint: `${origin}/introspect`,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      ...self.metadata,
    }),
  );
  documents.set('/keys', () => ({ keys: self.keys.map(({ jwk }) => jwk) }));

  const codes = new Codes(self, origin);

  async function introspected(request: IncomingMessage): Promise<object> {
    let form = '';
    for await (const part of request) form += part;
    self.introducedAs.push(request.headers.authorization ?? '');
    return self.opaque.get(new URLSearchParams(form).get('token') ?? '') ?? { active: false };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', origin);
    self.asked.push(pathname);
    const json = (body: unknown): void =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (self.fault) return void response.writeHead(self.fault.status).end(self.fault.body);
    if (pathname === '/introspect') return json(await introspected(request));
    if (await codes.answer(pathname, request, response)) return;
    const document = documents.get(pathname);
    if (document) return json(document());
    response.writeHead(404).end();
  }
  return self;
}
