import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { localhostAllowedHostnames } from '@modelcontextprotocol/server';
import type { Config } from '../../config/settings.ts';
import { networkOf } from '../address.ts';
import type { RefusedRequest } from '../admission.ts';
import { bearsToken } from '../authenticate.ts';
import { refusedAtDoor } from '../front-door.ts';
import { challenge } from '../oauth/challenge.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { ambiguousTarget } from '../target.ts';
import { WrongTokens } from '../wrong-tokens.ts';
import type { Metrics, MetricsText } from './metrics.ts';

/**
 * Answers `/metrics`. With a token, the `Host` does not matter: who collects figures calls each copy by its address. Without
 * one, only programs of this machine can reach the server.
 */
export function metricsEndpoint(
  { text }: Pick<Metrics, 'text'>,
  { metricsToken }: Pick<Config, 'metricsToken'>,
  onRefused: (refused: RefusedRequest) => void,
  onError: (error: Error) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  const wrongTokens = new WrongTokens();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, metricsToken);
    if (!refusal) return send(request, response, await text());
    const { reason } = refusal;
    const network = networkOf(request.socket.remoteAddress);
    if (reason) onRefused({ requestId: randomUUID(), reason, caller: undefined, network });
    const told = reason === 'wrong_token' ? await wrongTokens.answer(network, refusal) : refusal;
    if (!response.destroyed) refuse(request, response, told);
  };
  return (request, response) =>
    void answer(request, response).catch((error: Error) => {
      onError(error);
      response.destroy();
    });
}

function send(request: IncomingMessage, response: ServerResponse, { type, body }: MetricsText): void {
  // Nobody asks for figures with a body. If there is one, it is not read, so the connection cannot be used again.
  if (request.headers['content-length'] || request.headers['transfer-encoding'])
    response.shouldKeepAlive = false;
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function refusalOf(request: IncomingMessage, token: string | undefined): Refusal | undefined {
  const unclear = token === undefined ? refusedToOthers(request) : ambiguousTarget(request);
  if (unclear) return unclear;
  if (token !== undefined && !bearsToken(request, token))
    return needed(request.headers.authorization === undefined ? 'no_token' : 'wrong_token');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead ? undefined : { status: 405, message: 'Only GET.', headers: { allow: 'GET, HEAD' } };
}

/** A page in a browser of this machine, and whatever a proxy of this machine passes on, come from others. */
function refusedToOthers(request: IncomingMessage): Refusal | undefined {
  const here = { tokens: [], allowedHosts: localhostAllowedHostnames(), allowedOrigins: [] };
  const refusal = refusedAtDoor(request, here);
  if (!refusal || refusal.reason === 'malformed_host') return refusal;
  return {
    status: 403,
    message: 'Without SNOVIO_HTTP_METRICS_TOKEN, figures are given to programs of this machine only.',
  };
}

function needed(reason: 'no_token' | 'wrong_token'): Refusal {
  const problem = { error: 'invalid_token', description: 'This token is not known here' } as const;
  return {
    status: 401,
    message: 'The bearer token of SNOVIO_HTTP_METRICS_TOKEN is needed.',
    reason,
    headers: { 'www-authenticate': challenge(undefined, reason === 'no_token' ? undefined : problem) },
  };
}
