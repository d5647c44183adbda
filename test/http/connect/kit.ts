import { expect } from 'vitest';
import { http, type Reply } from '../kit.ts';
import { PUBLIC_URL, type SignedInServer, startSignedIn } from '../oauth/kit.ts';

export const VAULT_KEY = 'vault-key-of-these-tests-0123456789';
export const MARAS = { id: 'maras-own-id', secret: 'maras-own-secret-7f3a' };
export const SCOPES = 'read spend write send';

export type ConnectServer = SignedInServer;

/** A server without an account of its own, at which people connect theirs. */
export function startConnect(env: Record<string, string> = {}): Promise<ConnectServer> {
  return startSignedIn({
    env: {
      SNOVIO_CLIENT_ID: '',
      SNOVIO_CLIENT_SECRET: '',
      SNOVIO_VAULT_KEY: VAULT_KEY,
      SNOVIO_HTTP_OAUTH_CLIENT_ID: 'snovio-web',
      SNOVIO_HTTP_OAUTH_CLIENT_SECRET: 'web-secret',
      ...env,
    },
    sandbox: {
      accounts: [
        { id: 'sandbox', secret: 'sandbox' },
        { id: MARAS.id, secret: MARAS.secret },
      ],
    },
  });
}

/** What a person's assistant asks. */
export async function ask(server: ConnectServer, sub: string, claims: object = {}) {
  return server.callWith(await server.token(SCOPES, { claims: { sub, ...claims } }), 'get_balance');
}

/** The path of the link in a text, as a browser asks for it. */
export function linkIn(text: string): string {
  const link = /https:\/\/mcp\.example\.com(\/connect\?link=[\w-]+)/.exec(text)?.[1];
  expect(link, text).toBeDefined();
  return link ?? '';
}

/** A browser: it keeps cookies by host, and sends what browsers send. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #server: Pick<ConnectServer, 'port' | 'login'>;

  constructor(server: Pick<ConnectServer, 'port' | 'login'>) {
    this.#server = server;
  }

  /** One request, redirects not followed. */
  async request(path: string, form?: object | string, headers: Record<string, string> = {}): Promise<Reply> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const posted = form !== undefined && {
      method: 'POST',
      body: typeof form === 'string' ? form : String(new URLSearchParams({ ...form })),
    };
    const reply = await http(this.#server.port, {
      path,
      method: 'GET',
      ...posted,
      headers: {
        host: 'mcp.example.com',
        ...(cookie && { cookie }),
        ...(posted && {
          origin: PUBLIC_URL,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        }),
        ...headers,
      },
    });
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return reply;
  }

  /** Opens a page, and signs in as `person` where it is asked to. */
  async open(path: string, person: Readonly<Record<string, unknown>>): Promise<Reply> {
    this.#server.login.person = person;
    let reply = await this.request(path);
    for (let i = 0; i < 5 && reply.status === 303; i += 1)
      reply = await this.request(await this.#next(String(reply.headers.location)));
    return reply;
  }

  /** Where a redirect leads at this server: directly, or by way of the authorization server. */
  async #next(location: string): Promise<string> {
    if (location.startsWith('/')) return location;
    const answer = await fetch(location, { redirect: 'manual' });
    const { pathname, search, origin } = new URL(answer.headers.get('location') ?? '');
    expect(origin).toBe(PUBLIC_URL);
    return `${pathname}${search}`;
  }

  /** Sends the form of a page. */
  async submit(page: Reply, fields: object, headers: Record<string, string> = {}): Promise<Reply> {
    const reply = await this.request('/connect', { csrf: csrfIn(page), ...fields }, headers);
    return reply.status === 303 ? this.request(String(reply.headers.location)) : reply;
  }
}

export function csrfIn({ text }: Reply): string {
  return /name="csrf" value="([\w-]+)"/.exec(text)?.[1] ?? '';
}
