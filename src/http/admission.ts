import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { HttpRequest } from '../mcp/request-context.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import type { Party } from '../snovio/transport/turn-queue.ts';
import type { Effect } from '../tool.ts';
import { narrowingOf } from './access/grant.ts';
import { networkOf } from './address.ts';
import { authenticate } from './authenticate.ts';
import { readJson, tooLong } from './body.ts';
import { CallPlaces } from './call-places.ts';
import type { Caller } from './caller.ts';
import { credentialsOf } from './credentials.ts';
import { type DoorRules, refusedAtDoor } from './front-door.ts';
import { Hold } from './hold.ts';
import type { Limits } from './limits.ts';
import type { McpEndpoint } from './mcp-endpoint.ts';
import { beyondScopes } from './oauth/needed-scope.ts';
import { SCOPES, type Scopes } from './oauth/scopes.ts';
import { Places, type Release } from './places.ts';
import { type Refusal, type RefusalReason, refuse } from './refusal.ts';
import { WrongTokens } from './wrong-tokens.ts';

/** Which requests are let in. */
export interface AdmissionRules extends DoorRules {
  /** A name for the account whose share of the places a call takes. Without it, a caller's calls are all of one account. */
  readonly accountNameOf?: (credentials: Credentials | undefined, person: string | undefined) => string;
  /** What a tool of this name does; undefined if there is none. Access tokens may allow only some of it. */
  readonly effectOf?: (tool: string) => Effect | undefined;
}

/** A request that was refused for a reason that operators should hear of. */
export interface RefusedRequest {
  readonly requestId: string;
  readonly reason: RefusalReason;
  /** Who was calling, as in {@link HttpRequest}; undefined: nobody that was let in. */
  readonly caller: string | undefined;
  /** The network that it came from. */
  readonly network: string;
}

export interface AdmissionOptions extends AdmissionRules {
  readonly limits: Limits;
  readonly mcp: McpEndpoint;
  /** Receives failures of the protocol. Their messages may quote a request. */
  readonly onError: (error: Error) => void;
  readonly onRefused?: ((refused: RefusedRequest) => void) | undefined;
  /** Is called when a connection carries a call. @returns what ends that */
  readonly onCall: (request: IncomingMessage) => () => void;
}

/** A request whose headers passed all checks. */
interface Admitted {
  readonly caller: Caller;
  readonly credentials: Credentials | undefined;
}

/** Refusals that say nothing new of a caller who was let in before. */
const NO_NEWS: readonly RefusalReason[] = ['expired_token', 'sign_in_unavailable'];

/** Checks the requests to `/mcp`: refuses them, or hands them to MCP with what is known of the caller. */
export class Admission {
  /** Whether the server is stopping: new requests are refused. */
  closed = false;
  readonly #options: AdmissionOptions;
  readonly #limits: Limits;
  readonly #wrongTokens = new WrongTokens();
  readonly #calls: CallPlaces;
  readonly #listeners: Places;
  readonly #openStreams = new Set<ServerResponse>();

  constructor(options: AdmissionOptions) {
    const { limits } = options;
    this.#options = options;
    this.#limits = limits;
    this.#calls = new CallPlaces(limits);
    this.#listeners = new Places(limits.listenersPerCaller, limits.listenersInAll);
  }

  /** How many calls run, how many wait for a place, and how many streams only listen. */
  get load(): { open: number; waiting: number; listening: number } {
    return { ...this.#calls.load, listening: this.#listeners.open };
  }

  /** Answers a request to `/mcp`. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    this.#handle(request, response, requestId).catch((error: Error) => {
      this.#options.onError(error);
      response.destroy();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const caller = await authenticate(request, this.#options);
    const admitted = this.#checkHeaders(request, caller);
    if ('status' in admitted) return this.#refuse(request, response, requestId, admitted, nameOf(caller));
    return this.#forward(request, response, admitted, requestId);
  }

  /** Refuses new requests and ends the streams that only listen. Running calls continue. */
  close(): void {
    this.closed = true;
    this.#calls.close();
    for (const response of this.#openStreams) response.end();
  }

  async #refuse(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    refusal: Refusal,
    caller: string | undefined,
  ): Promise<void> {
    const network = networkOf(request.socket.remoteAddress);
    const { reason } = refusal;
    if (reason) this.#options.onRefused?.({ requestId, reason, caller, network });
    const answer = reason === 'wrong_token' ? await this.#wrongTokens.answer(network, refusal) : refusal;
    if (!response.destroyed) refuse(request, response, answer);
  }

  /** @param caller who is calling, or why that is not known */
  #checkHeaders(request: IncomingMessage, caller: Caller | Refusal): Admitted | Refusal {
    const refusal = refusedAtDoor(request, this.#options);
    if (refusal) return refusal;
    if (this.closed) return STOPPING;
    if ('status' in caller) return caller;
    const brought = credentialsOf(request);
    if (brought && 'status' in brought) return brought;
    const account = caller.grant?.account;
    if (brought && account) return ACCOUNT_FIXED;
    const credentials = account ?? brought;
    if (request.method !== 'POST')
      return { status: 405, message: 'Only POST: there are no sessions.', headers: { allow: 'POST' } };
    const { bodyBytes } = this.#limits;
    if (Number(request.headers['content-length'] ?? 0) > bodyBytes) return tooLong(bodyBytes);
    return { caller, credentials };
  }

  async #forward(
    request: IncomingMessage,
    response: ServerResponse,
    { caller: { name: caller, scopes, grant, person }, credentials }: Admitted,
    requestId: string,
  ): Promise<void> {
    const arrivedAt = performance.now();
    const clientGone = new AbortController();
    const carried = this.#options.onCall(request);
    const hold = new Hold();
    let isAnswered = false;
    response.once('close', () => {
      carried();
      if (!isAnswered) clientGone.abort();
      hold.release();
    });
    const party = { caller, account: this.#options.accountNameOf?.(credentials, person) ?? '' };
    // Nothing of the body is read before there is a place: who waits costs little.
    const release = await this.#calls.acquire(party, clientGone.signal);
    if (!release)
      return this.#refuse(request, response, requestId, this.closed ? STOPPING : TOO_MANY, caller);
    hold.whenFree(release);
    if (clientGone.signal.aborted) return;
    const body = await readJson(request, this.#limits);
    if (body === 'disconnected') return;
    if ('status' in body) return this.#refuse(request, response, requestId, body, caller);
    const refusal = this.closed
      ? STOPPING
      : (this.#beyondScopes(body.json, scopes) ?? this.#checkBody(body.json, party, release, response));
    if (refusal) return this.#refuse(request, response, requestId, refusal, caller);
    const extra: HttpRequest = {
      requestId,
      arrivedAt,
      caller,
      holders: grant?.holders,
      accountName: grant?.account?.name,
      narrowing: grant && narrowingOf(grant),
      person,
      credentials,
      clientGone: clientGone.signal,
      isLetIn: () => this.#isLetIn(request, response),
      keep: () => hold.take(),
      whenOver: end => hold.whenFree(end),
    };
    const given = { json: body.json, authInfo: authInfo(extra, scopes), signal: clientGone.signal };
    await this.#options.mcp(request, response, given);
    isAnswered = true;
  }

  async #isLetIn(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const caller = await authenticate(request, this.#options);
    if (!('status' in caller) || (caller.reason && NO_NEWS.includes(caller.reason))) return true;
    response.end();
    return false;
  }

  #beyondScopes(json: unknown, scopes: Scopes | undefined): Refusal | undefined {
    const { signIn, effectOf = () => undefined } = this.#options;
    return beyondScopes(json, scopes, signIn, effectOf);
  }

  /** Counts what the body asks for: a batch as many calls, a listener among the listeners instead of the calls. */
  #checkBody(
    json: unknown,
    party: Party,
    releaseCall: Release,
    response: ServerResponse,
  ): Refusal | undefined {
    if (Array.isArray(json)) return this.#checkBatch(json.length, party, response);
    if (!isListen(json)) return undefined;
    const releaseListener = this.#listeners.take(party);
    if (!releaseListener) return TOO_MANY;
    releaseCall();
    this.#openStreams.add(response);
    response.once('close', () => {
      releaseListener();
      this.#openStreams.delete(response);
    });
    return undefined;
  }

  /** The first message has the request's own place. */
  #checkBatch(length: number, party: Party, response: ServerResponse): Refusal | undefined {
    const { batch } = this.#limits;
    if (length > batch) return { status: 400, message: `A batch may hold at most ${batch} messages.` };
    if (length < 2) return undefined;
    const releaseMore = this.#calls.takeNow(party, length - 1);
    if (!releaseMore) return TOO_MANY;
    response.once('close', releaseMore);
    return undefined;
  }
}

const ACCOUNT_FIXED: Refusal = {
  status: 403,
  message:
    'This caller works with the account that whoever runs this server has chosen: leave out Snovio-Client-Id and Snovio-Client-Secret.',
  reason: 'account_fixed',
};

const TOO_MANY: Refusal = {
  status: 429,
  message: 'Too many calls are open.',
  reason: 'too_many_calls',
  headers: { 'retry-after': '5' },
};

const STOPPING: Refusal = {
  status: 503,
  message: 'The server is about to stop.',
  headers: { 'retry-after': '5' },
};

function isListen(json: unknown): boolean {
  return (
    typeof json === 'object' && json !== null && 'method' in json && json.method === 'subscriptions/listen'
  );
}

function nameOf(caller: Caller | Refusal): string | undefined {
  return 'status' in caller ? undefined : caller.name;
}

/** The SDK requires an expiry of every token. This one was good when its request came. */
function authInfo(extra: HttpRequest, scopes: Scopes | undefined): AuthInfo {
  const { caller: clientId } = extra;
  return { token: '', clientId, scopes: [...(scopes ?? SCOPES)], expiresAt: Number.MAX_SAFE_INTEGER, extra };
}
