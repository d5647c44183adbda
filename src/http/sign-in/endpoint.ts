import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { networkOf } from '../address.ts';
import { pathOf } from '../health.ts';
import { SCOPES, type Scope } from '../oauth/scopes.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { refuse } from '../refusal.ts';
import { readForm } from './form.ts';
import { escaped, page, signInPage } from './page.ts';
import { accountOf, type People } from './people.ts';
import { PATHS } from './provider.ts';

/** Requests of a network in a minute. Behind a proxy all are one network, so it is more than anybody needs. */
const REQUESTS_PER_MINUTE = 600;
/** Passwords that are tried in a minute: for a person, and from a network. */
const TRIES_PER_MINUTE = { person: 6, network: 60 };

const METADATA = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

export interface EndpointOptions {
  readonly provider: Provider;
  readonly issuer: string;
  readonly resource: string;
  readonly people: People;
  readonly onError: (error: Error) => void;
}

/** Whether a path is the authorization server's. */
export function servesSignIn(path: string): boolean {
  return (
    METADATA.includes(path) ||
    [PATHS.authorize, PATHS.token, PATHS.revoke, PATHS.keys].some(each => each === path) ||
    path.startsWith(`${PATHS.authorize}/`) ||
    path.startsWith(PATHS.page)
  );
}

/** Answers what the authorization server has to answer. */
export function signInEndpoint({ provider, issuer, resource, people, onError }: EndpointOptions) {
  const answerProvider = provider.callback();
  const requests = new PerMinuteLimit(REQUESTS_PER_MINUTE);
  const tries = {
    person: new PerMinuteLimit(TRIES_PER_MINUTE.person),
    network: new PerMinuteLimit(TRIES_PER_MINUTE.network),
  };

  const answerPage = async (request: IncomingMessage, response: ServerResponse) => {
    const { method } = request;
    if (method !== 'GET' && method !== 'POST')
      return refuse(request, response, { status: 405, message: 'Only GET and POST.', headers: { allow: 'GET, POST' } });
    const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
    if (!interaction) return tell(response, 400, 'This sign-in is over', AGAIN);
    const { client_id: clientId, redirect_uri: redirectUri, scope = '', prompt: _ } = interaction.params as Record<string, string>;
    const client = clientId === undefined ? undefined : await provider.Client.find(clientId).catch(() => undefined);
    if (!client || clientId === undefined || redirectUri === undefined)
      return tell(response, 400, 'This sign-in cannot go on', AGAIN);
    const asked = scope.split(' ');
    const scopes = SCOPES.filter(each => asked.includes(each));
    const show = (status: number, problem?: string, email?: string) => {
      const { html, headers } = signInPage({
        ...{ clientId, redirectUri, scopes, problem, email },
        clientName: client.clientName,
      });
      response.writeHead(status, headers).end(html);
    };
    if (method === 'GET') return show(200);
    // A form of another page must not sign anybody in here.
    if (request.headers.origin !== issuer) return tell(response, 403, 'This form was sent from elsewhere', AGAIN);
    const form = await readForm(request);
    if (!form) return refuse(request, response, { status: 413, message: 'The form is too long, or did not arrive.' });
    if (form.get('answer') === 'deny') {
      const denied = { error: 'access_denied', error_description: 'The user did not agree.' };
      return provider.interactionFinished(request, response, denied, { mergeWithLastSubmission: false });
    }
    const email = (form.get('email') ?? '').trim().slice(0, 320);
    const wait =
      tries.network.take(networkOf(request.socket.remoteAddress)) ?? tries.person.take(email.toLowerCase());
    if (wait) {
      response.setHeader('retry-after', String(wait.retryAfterSeconds));
      return show(429, `Too many attempts: wait ${wait.retryAfterSeconds} seconds, then try again.`, email);
    }
    const person = await people.signIn(email, form.get('password') ?? '');
    if (person === 'busy') return show(429, 'Many people sign in just now: try again in a moment.', email);
    if (!person) return show(401, 'E-mail or password is wrong.', email);
    const granted = scopes.filter(each => person.scopes.includes(each));
    if (granted.length === 0)
      return show(403, 'You may do nothing of what is asked for here: ask whoever runs this server.', email);
    const grant = new provider.Grant({ accountId: accountOf(person), clientId });
    grant.addResourceScope(resource, granted.join(' '));
    grant.rejectResourceScope(resource, withoutThese(scopes, granted));
    const ofProvider = ['openid', 'offline_access'].filter(each => asked.includes(each));
    if (ofProvider.length > 0) grant.addOIDCScope(ofProvider.join(' '));
    const result = {
      login: { accountId: accountOf(person), remember: false },
      consent: { grantId: await grant.save() },
    };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = pathOf(request);
    const retry = requests.take(networkOf(request.socket.remoteAddress));
    if (retry) {
      const headers = { 'retry-after': String(retry.retryAfterSeconds) };
      return refuse(request, response, { status: 429, message: 'Too many requests came from here.', headers });
    }
    // How the server is reached is configured; no header changes it.
    request.headers['x-forwarded-proto'] = new URL(issuer).protocol.slice(0, -1);
    request.headers['x-forwarded-host'] = new URL(issuer).host;
    if (path.startsWith(PATHS.page)) return answerPage(request, response);
    if (path === PATHS.authorize) prepare(request);
    return answerProvider(request, response);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response).catch((error: Error) => {
      onError(error);
      response.destroy();
    });
  };
}

/**
 * Each sign-in starts afresh: a browser in which somebody has signed in before grants nothing without a password. Who asks for no
 * scope asks for all (RFC 6749, section 3.3).
 */
function prepare(request: IncomingMessage): void {
  delete request.headers.cookie;
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  const parameters = new URLSearchParams(query);
  if (parameters.has('scope')) return;
  parameters.set('scope', SCOPES.join(' '));
  request.url = `${path}?${parameters}`;
}

function withoutThese(scopes: readonly Scope[], granted: readonly Scope[]): string {
  return scopes.filter(each => !granted.includes(each)).join(' ');
}

const AGAIN = 'Go back to your assistant, and connect it anew.';

function tell(response: ServerResponse, status: number, title: string, text: string): void {
  const { html, headers } = page(title, `<p>${escaped(text)}</p>`);
  response.writeHead(status, headers).end(html);
}
