import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

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

  const codes = new Map<string, { readonly asked: URLSearchParams; readonly claims: object }>();

  /** Whoever comes is signed in already, and sent back with a code. */
  function authorize(request: IncomingMessage, response: ServerResponse): void {
    const asked = new URL(request.url ?? '', origin).searchParams;
    self.signIns.push(asked);
    const code = randomUUID();
    codes.set(code, { asked, claims: self.person });
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.search = String(new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer }));
    response.writeHead(302, { location: back.href }).end();
  }

  /** A code is good once, for whoever knows the verifier, and for the client that has asked for it. */
  async function exchange(request: IncomingMessage): Promise<object | undefined> {
    let text = '';
    for await (const part of request) text += part;
    const form = new URLSearchParams(text);
    self.introducedAs.push(request.headers.authorization ?? `client ${form.get('client_id')}`);
    const { asked, claims } = codes.get(form.get('code') ?? '') ?? {};
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      asked?.get('code_challenge') === challenge && asked.get('redirect_uri') === form.get('redirect_uri');
    if (!asked || !isGood) return undefined;
    const audience = asked.get('resource') ?? '';
    const access_token = await self.token(audience, asked.get('scope') ?? '', { claims: { ...claims } });
    return { access_token, token_type: 'Bearer', expires_in: 600 };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', origin);
    self.asked.push(pathname);
    const json = (body: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (self.fault) return void response.writeHead(self.fault.status).end(self.fault.body);
    if (pathname === '/introspect' && request.method === 'POST') {
      let form = '';
      for await (const part of request) form += part;
      self.introducedAs.push(request.headers.authorization ?? '');
      return void json(self.opaque.get(new URLSearchParams(form).get('token') ?? '') ?? { active: false });
    }
    if (pathname === '/authorize') return authorize(request, response);
    if (pathname === '/token' && request.method === 'POST') {
      const granted = await exchange(request);
      return void (granted ? json(granted) : response.writeHead(400).end('{"error":"invalid_grant"}'));
    }
    const document = documents.get(pathname);
    if (document) return void json(document());
    response.writeHead(404).end();
  }
  return self;
}
