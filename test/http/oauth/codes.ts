import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestAuthorizationServer } from './authorization-server.ts';

/** The authorization code flow with PKCE, as far as a browser and a client see it. */
export class Codes {
  readonly #server: TestAuthorizationServer;
  readonly #origin: string;
  readonly #open = new Map<string, { readonly asked: URLSearchParams; readonly claims: object }>();

  constructor(server: TestAuthorizationServer, origin: string) {
    this.#server = server;
    this.#origin = origin;
  }

  /** @returns whether it was about a code */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    if (path === '/authorize') this.#authorize(request, response);
    else if (path === '/token') await this.#exchange(request, response);
    else return false;
    return true;
  }

  /** Whoever comes is signed in already, and sent back with a code. */
  #authorize(request: IncomingMessage, response: ServerResponse): void {
    const asked = new URL(request.url ?? '', this.#origin).searchParams;
    this.#server.signIns.push(asked);
    const code = randomUUID();
    this.#open.set(code, { asked, claims: this.#server.person });
    const back = new URL(asked.get('redirect_uri') ?? '');
    const { issuer } = this.#server;
    back.search = String(new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer }));
    response.writeHead(302, { location: back.href }).end();
  }

  /** A code is good once, for whoever knows the verifier. */
  async #exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += part;
    const form = new URLSearchParams(text);
    this.#server.introducedAs.push(request.headers.authorization ?? `client ${form.get('client_id')}`);
    const code = form.get('code') ?? '';
    const { asked, claims } = this.#open.get(code) ?? {};
    this.#open.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      asked?.get('code_challenge') === challenge && asked.get('redirect_uri') === form.get('redirect_uri');
    if (!asked || !isGood) return void response.writeHead(400).end('{"error":"invalid_grant"}');
    const [audience, scope] = ['resource', 'scope'].map(name => asked.get(name) ?? '');
    const access_token = await this.#server.token(audience ?? '', scope ?? '', { claims: { ...claims } });
    const answer = { access_token, token_type: 'Bearer', expires_in: 600 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }
}
