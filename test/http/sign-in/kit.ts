import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { hashPassword, newPassword } from '../../../src/config/sign-in/passwords.ts';
import type { SandboxOptions } from '../../../src/sandbox/index.ts';
import { certificate } from '../../certificate.ts';
import { type InProcessServer, startInProcess } from '../in-process.ts';

/** Where the client in these tests takes its answer. */
export const CALLBACK = 'https://assistant.example/callback';
export const MARA = 'mara@acme.example';
export const PASSWORD = newPassword();
export const HASH = await hashPassword(PASSWORD);

/** Undefined where there is no openssl, and no client can publish a document. */
export const tls = certificate();
if (tls) setDefaultCACertificates([...getCACertificates(), tls.cert]);

export interface ClientHost extends AsyncDisposable {
  readonly clientId: string;
  /** What it says of the client besides its id. */
  document: Record<string, unknown>;
  /** How often it was asked. */
  asked: number;
  /** What it answers instead; undefined: the document. */
  fault:
    | ((clientId: string) => { status: number; headers?: Record<string, string>; body: string })
    | undefined;
}

/** Publishes the metadata document of a client. */
export async function startClientHost(clientId?: string): Promise<ClientHost> {
  if (!tls) throw new Error('there is no openssl');
  const server = createServer(tls, (_, response) => {
    self.asked += 1;
    const body = JSON.stringify({ client_id: self.clientId, ...self.document });
    const { status, headers, body: text } = self.fault?.(self.clientId) ?? { status: 200, body };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  });
  const port = Number(clientId === undefined ? 0 : new URL(clientId).port);
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const self: ClientHost = {
    clientId: `https://localhost:${(server.address() as AddressInfo).port}/client.json`,
    document: {
      client_name: 'An <assistant>',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    },
    asked: 0,
    fault: undefined,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return self;
}

/** A port that was free a moment ago: the address of a server is a part of its settings. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

export interface OwnSignInServer extends InProcessServer {
  readonly issuer: string;
  readonly resource: string;
  readonly client: ClientHost;
  /** The file of people. */
  readonly path: string;
  /** Writes another file of people. */
  write(file: object): void;
}

export const people = (...more: object[]) => ({ people: [{ email: MARA, password: HASH }, ...more] });

/** A server that people sign in to, and a client beside it. */
export async function startOwnSignIn(
  file: object = people(),
  env: Record<string, string> = {},
  again: {
    readonly port?: number;
    readonly clientId?: string;
    readonly host?: string;
    readonly sandbox?: SandboxOptions;
  } = {},
): Promise<OwnSignInServer> {
  const folder = mkdtempSync(join(tmpdir(), 'snovio-sign-in-'));
  const path = join(folder, 'sign-in.json');
  const write = (content: object) => writeFileSync(path, JSON.stringify(content));
  write(file);
  const port = again.port ?? (await freePort());
  const issuer = `${again.host ?? 'http://127.0.0.1'}:${port}`;
  const client = await startClientHost(again.clientId);
  const own = { SNOVIO_PUBLIC_URL: issuer, SNOVIO_HTTP_SIGN_IN_FILE: path, ...env };
  const server = await startInProcess({
    ...{ port, env: own },
    ...(again.sandbox && { sandbox: again.sandbox }),
  });
  return {
    ...server,
    ...{ issuer, client, path, write, resource: `${issuer}/mcp` },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where a copy of a server is reached by itself, without the balancer that would stand before them. */
export interface Copy {
  readonly port: number;
}

/** Another copy of a server, which shares its store if its environment says so. */
export function startCopy(
  { issuer, path }: Pick<OwnSignInServer, 'issuer' | 'path'>,
  env: Record<string, string>,
): Promise<InProcessServer> {
  return startInProcess({
    env: { SNOVIO_PUBLIC_URL: issuer, SNOVIO_HTTP_SIGN_IN_FILE: path, ...env },
  });
}

/** A server as clients see it whom a balancer leads to this copy. */
export const through = <T extends { readonly issuer: string }>(server: T, { port }: Copy): T => ({
  ...server,
  issuer: `http://127.0.0.1:${port}`,
});

/** A browser: it keeps cookies, and goes where it is sent within the server. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #origin: string;
  /** The copy that its requests are led to from now on; undefined: the server at its own address. */
  copy: Copy | undefined;
  /** Chooses the copy for each request. */
  next: (() => Copy) | undefined;
  /** A path that it does not go to; undefined: it goes wherever it is sent. */
  stopsAt: string | undefined;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** A browser with the same cookies. */
  twin(): Browser {
    const twin = new Browser(this.#origin);
    for (const [name, value] of this.#cookies) twin.#cookies.set(name, value);
    return twin;
  }

  /** Follows redirects until a page, or an address elsewhere. */
  async open(
    address: string,
    init: RequestInit = {},
  ): Promise<{ url: string; response: Response | undefined }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { pathname, search } = new URL(address);
    const copy = this.next?.() ?? this.copy;
    const there = copy ? `http://127.0.0.1:${copy.port}${pathname}${search}` : address;
    const response = await fetch(there, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url: address, response };
    const next = new URL(location, address);
    if (next.origin !== this.#origin || next.pathname === this.stopsAt)
      return { url: next.href, response: undefined };
    return this.open(next.href);
  }

  /** Fills in the form of a page. */
  send(page: string, fields: Record<string, string>, origin = this.#origin) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin };
    return this.open(page, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }
}

/** What clients know of a server, and it of a client. */
type AtServer = Pick<OwnSignInServer, 'issuer' | 'resource' | 'client'>;

/** A request for authorization, and what redeems its code. */
export function authorization(server: AtServer, changes: Record<string, string | undefined> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = {
    response_type: 'code',
    client_id: server.client.clientId,
    redirect_uri: CALLBACK,
    scope: 'read spend',
    resource: server.resource,
    state: 'a-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { url: `${server.issuer}/oauth/authorize?${new URLSearchParams(given)}`, verifier };
}

/** Signs in with a browser. @returns what the client gets at its callback */
export async function signIn(
  server: OwnSignInServer,
  changes: Record<string, string | undefined> = {},
  fields: Record<string, string> = {},
): Promise<{ callback: URL; verifier: string }> {
  const browser = new Browser(server.issuer);
  const { url, verifier } = authorization(server, changes);
  const page = await browser.open(url);
  const answer = await browser.send(page.url, {
    email: MARA,
    password: PASSWORD,
    answer: 'allow',
    ...fields,
  });
  return { callback: new URL(answer.url), verifier };
}

export interface Tokens {
  status: number;
  json: Record<string, string>;
}

/** Asks for tokens. */
export async function askTokens(server: AtServer, form: Record<string, string>): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: server.client.clientId, ...form });
  const response = await fetch(`${server.issuer}/oauth/token`, { method: 'POST', body });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

/** Redeems the code that a client got. @param redirect where it got it */
export const redeem = (
  server: AtServer,
  { callback, verifier }: { callback: URL; verifier: string },
  redirect = CALLBACK,
) =>
  askTokens(server, {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: redirect,
    code_verifier: verifier,
  });
