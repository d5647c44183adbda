import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson } from '../body.ts';
import { pathOf } from '../health.ts';
import type { Limits } from '../limits.ts';
import type { RetryAfter } from '../rate-limit.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { ambiguousTarget } from '../target.ts';

/** How many deliveries may be taken in at once, of one sender and of an inbox: each is read, parsed, and may be kept. */
const PARALLEL_OF_ONE = 20;
const PARALLEL = 80;

/** What Snov.io sends by itself to paths that nobody else knows. */
export interface Inbox {
  /** Such as `/results/`; what follows names the delivery. */
  readonly path: string;
  /** Who takes what is sent under a name; undefined: it was not given out. To look for it costs next to nothing. */
  receiverOf(name: string): Receiver | undefined;
}

/** Takes what is sent under a name. */
export interface Receiver {
  /** Who knows this name: whoever fills the places of one sender keeps no other's out. Left out: all are one. */
  readonly sender?: string;
  /** When a delivery may come, where it is not now. Counts it, where it is. */
  wait?(): RetryAfter | undefined;
  /** Takes a delivery. @param body parsed JSON, not checked @returns whether it was expected here */
  receive(body: unknown): Promise<boolean>;
  /** Takes a delivery whose body cannot be read. Left out: it is refused. @param why in a sentence @returns the same */
  receiveUnread?(why: string): Promise<boolean>;
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
  const places = new DeliveryPlaces();
  const take = async (request: IncomingMessage, { path }: Inbox, receiver: Receiver) => {
    const leave = places.enter(path, receiver.sender);
    if (!leave) return BUSY;
    try {
      const body = await readJson(request, limits);
      if (body === 'disconnected') return body;
      if ('json' in body) return (await receiver.receive(body.json)) ? 'taken' : UNKNOWN;
      return (await receiver.receiveUnread?.(body.message)) ? 'taken' : body;
    } catch (error) {
      onError(error as Error);
      return LATER;
    } finally {
      leave();
    }
  };
  const outcomeOf = async (request: IncomingMessage, inbox: Inbox, name: string) => {
    const unclear = ambiguousTarget(request);
    if (unclear) return unclear;
    if (request.method !== 'POST') return ONLY_POST;
    const receiver = inbox.receiverOf(name);
    if (!receiver) return UNKNOWN;
    const early = receiver.wait?.();
    return early ? tooMany(early) : take(request, inbox, receiver);
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

/** How many deliveries are being taken in. */
class DeliveryPlaces {
  readonly #taken = new Map<string, number>();

  /** @returns what leaves the place again; undefined where none is free */
  enter(inbox: string, sender = ''): (() => void) | undefined {
    const one = `${inbox}${sender}`;
    const isFree = this.#of(one) < PARALLEL_OF_ONE && this.#of(`all ${inbox}`) < PARALLEL;
    if (!isFree) return undefined;
    this.#add(one, `all ${inbox}`, 1);
    return () => this.#add(one, `all ${inbox}`, -1);
  }

  #of(whose: string): number {
    return this.#taken.get(whose) ?? 0;
  }

  #add(one: string, all: string, more: 1 | -1): void {
    for (const whose of [one, all]) {
      const taken = this.#of(whose) + more;
      if (taken > 0) this.#taken.set(whose, taken);
      else this.#taken.delete(whose);
    }
  }
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
