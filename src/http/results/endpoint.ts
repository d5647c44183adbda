import type { IncomingMessage, ServerResponse } from 'node:http';
import { PushedResults, RESULTS_PATH } from '../../snovio/tasks/pushed-results.ts';
import { readJson } from '../body.ts';
import { pathOf } from '../health.ts';
import type { Limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import { ambiguousTarget } from '../target.ts';

/** How many results may be taken in at once: each is parsed, and may be looked up in the database. */
const PARALLEL = 20;

/**
 * Answers what is sent to `/results/…` with 204 where it is expected, and with 404 where it is not, or came before. Nobody
 * signs in here: the path is what nobody else knows.
 * @returns undefined for another path
 */
export function resultsEndpoint(
  results: PushedResults,
  limits: Limits,
  onError: (error: Error) => void,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let open = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse, token: string) => {
    const unclear = ambiguousTarget(request);
    if (unclear) return refuse(request, response, unclear);
    if (request.method !== 'POST')
      return refuse(request, response, { status: 405, message: 'Only POST.', headers: { allow: 'POST' } });
    if (!PushedResults.isToken(token)) return refuse(request, response, UNKNOWN);
    if (open >= PARALLEL) return refuse(request, response, BUSY);
    open += 1;
    try {
      const body = await readJson(request, limits);
      if (body === 'disconnected') return;
      if (!('json' in body)) return refuse(request, response, body);
      if (!(await results.receive(token, body.json))) return refuse(request, response, UNKNOWN);
      response.writeHead(204, { 'cache-control': 'no-store' }).end();
    } finally {
      open -= 1;
    }
  };
  return (request, response) => {
    const path = pathOf(request);
    if (!path.startsWith(RESULTS_PATH)) return false;
    void answer(request, response, path.slice(RESULTS_PATH.length)).catch((error: Error) => {
      onError(error);
      response.destroy();
    });
    return true;
  };
}

const UNKNOWN = { status: 404, message: 'No result is expected here.' } as const;
const BUSY = {
  status: 503,
  message: 'Too many results come at once. Send it again.',
  headers: { 'retry-after': '5' },
} as const;
