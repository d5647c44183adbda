import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkOf } from '../address.ts';
import { pathOf } from '../health.ts';
import { SCOPES } from '../oauth/scopes.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { refuse } from '../refusal.ts';
import { answerSignInPage, type PageOptions, tell } from './answer-page.ts';
import type { CurrentProvider } from './current-provider.ts';
import { PATHS } from './provider.ts';
import { isOutage } from './records.ts';

/** Requests of a network in a minute. Behind a proxy all are one network, so it is more than anybody needs. */
const REQUESTS_PER_MINUTE = 600;

const EXACT: readonly string[] = [
  ...['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'],
  ...[PATHS.authorize, PATHS.token, PATHS.revoke, PATHS.keys],
];

/** Whether a path is the authorization server's. */
export function servesSignIn(path: string): boolean {
  return EXACT.includes(path) || path.startsWith(`${PATHS.authorize}/`) || path.startsWith(PATHS.page);
}

export interface EndpointOptions extends PageOptions {
  readonly current: Pick<CurrentProvider, 'provider' | 'answer'>;
  readonly onError: (error: Error) => void;
}

/** Answers what the authorization server has to answer. */
export function signInEndpoint({ onError, ...options }: EndpointOptions) {
  const answerPage = answerSignInPage(options);
  const { protocol, host } = new URL(options.issuer);
  const requests = new PerMinuteLimit(REQUESTS_PER_MINUTE);

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = pathOf(request);
    const retry = requests.take(networkOf(request.socket.remoteAddress));
    if (retry) {
      const headers = { 'retry-after': String(retry.retryAfterSeconds) };
      const message = 'Too many requests came from here.';
      return refuse(request, response, { status: 429, message, headers });
    }
    // How the server is reached is configured; no header changes it.
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    request.headers['x-forwarded-host'] = host;
    if (path.startsWith(PATHS.page)) return answerPage(request, response);
    if (path === PATHS.authorize) startAfresh(request);
    return options.current.answer(request, response);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    void answer(request, response).catch((error: Error) => {
      if (!isOutage(error)) onError(error);
      if (isOutage(error) && !response.headersSent)
        tell(response, 503, 'This does not work right now', 'Try again in a minute.');
      else response.destroy();
    });
  };
}

/**
 * A browser in which somebody has signed in before grants nothing without a password. Who asks for no scope asks for all
 * (RFC 6749, section 3.3).
 */
function startAfresh(request: IncomingMessage): void {
  delete request.headers.cookie;
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  const parameters = new URLSearchParams(query);
  if (parameters.has('scope')) return;
  parameters.set('scope', SCOPES.join(' '));
  request.url = `${path}?${parameters}`;
}
