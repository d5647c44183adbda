import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson } from '../body.ts';
import { pathOf } from '../health.ts';
import type { Limits } from '../limits.ts';
import type { RetryAfter } from '../rate-limit.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { ambiguousTarget } from '../target.ts';

/** How many deliveries an inbox may take in at once: each is parsed, and may be looked up or kept in the database. */
const PARALLEL = 20;

/** What Snov.io sends by itself to paths that nobody else knows. */
export interface Inbox {
  /** Such as `/results/`; what follows names the delivery. */
  readonly path: string;
  /** Whether a name can be one that was given out; a look at it costs next to nothing. */
  isName(text: string): boolean;
  /** When a delivery under this name may come, where it is not now. Counts it, where it is. */
  wait?(name: string): RetryAfter | undefined;
  /** Takes a delivery. @param body parsed JSON, not checked @returns whether it was expected here */
  receive(name: string, body: unknown): Promise<boolean>;
}

/** Answers a request to an inbox, and says whether it was one. */
export type AnswerDelivery = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Answers what is sent to these inboxes: with 204 once it is taken, with 404 where it is not expected, or came before. Nobody
 * signs in here: the path is what nobody else knows. What cannot be taken now is answered 503, so that Snov.io sends it again.
 */
export function deliveryEndpoint(
  inboxes: readonly Inbox[],
  limits: Limits,
  onError: (error: Error) => void,
): AnswerDelivery {
  const open = new Map<Inbox, number>();
  const take = async (request: IncomingMessage, inbox: Inbox, name: string) => {
    const before = open.get(inbox) ?? 0;
    if (before >= PARALLEL) return BUSY;
    open.set(inbox, before + 1);
    try {
      const body = await readJson(request, limits);
      if (body === 'disconnected' || !('json' in body)) return body;
      return (await inbox.receive(name, body.json)) ? 'taken' : UNKNOWN;
    } catch (error) {
      onError(error as Error);
      return LATER;
    } finally {
      open.set(inbox, (open.get(inbox) ?? 1) - 1);
    }
  };
  const outcomeOf = async (request: IncomingMessage, inbox: Inbox, name: string) => {
    const unclear = ambiguousTarget(request);
    if (unclear) return unclear;
    if (request.method !== 'POST') return ONLY_POST;
    if (!inbox.isName(name)) return UNKNOWN;
    const early = inbox.wait?.(name);
    return early ? tooMany(early) : take(request, inbox, name);
  };
  return (request, response) => {
    const path = pathOf(request);
    const inbox = inboxes.find(each => path.startsWith(each.path));
    if (!inbox) return false;
    void outcomeOf(request, inbox, path.slice(inbox.path.length)).then(outcome => {
      if (outcome === 'taken') response.writeHead(204, { 'cache-control': 'no-store' }).end();
      else if (outcome !== 'disconnected') refuse(request, response, outcome);
    });
    return true;
  };
}

function tooMany({ retryAfterSeconds }: RetryAfter): Refusal {
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return { status: 429, message: 'Too much comes in a minute. Send it again.', headers };
}

const ONLY_POST: Refusal = { status: 405, message: 'Only POST.', headers: { allow: 'POST' } };
const UNKNOWN: Refusal = { status: 404, message: 'Nothing is expected here.' };
const AGAIN = { 'retry-after': '5' };
const BUSY: Refusal = { status: 503, message: 'Too much comes at once. Send it again.', headers: AGAIN };
const LATER: Refusal = { status: 503, message: 'It cannot be kept now. Send it again.', headers: AGAIN };
