import { AsyncLocalStorage } from 'node:async_hooks';
import {
  InMemoryServerEventBus,
  type McpHttpHandler,
  type ServerEvent,
  type ServerEventBus,
} from '@modelcontextprotocol/server';
import { explain } from '../errors.ts';
import type { HttpRequest } from '../mcp/request-context.ts';
import { type ResourceUpdates, toolsetAt } from '../mcp/resources/updates.ts';
import { deadlineIn } from '../snovio/call-context.ts';
import type { EventWatch } from '../snovio/events/event-watch.ts';
import type { Wait } from '../snovio/transport/wait.ts';
import type { Narrowing } from './access/grant.ts';
import { parsedListen } from './listen-request.ts';

type Fetch = McpHttpHandler['fetch'];

/** How long it may take to find out whether credentials hold. */
const CHECK_SECONDS = 20;

/** The key of the account that a request works with, once its credentials are known to hold. @throws SnovioError */
export type AccountCheck = (request: HttpRequest, wait: Wait) => Promise<string>;

/** Whose stream it is. */
interface Listener {
  readonly account: string;
  readonly request: HttpRequest;
}

/**
 * The bus between the writes of this process and the streams of `subscriptions/listen`. The SDK's own has one audience;
 * here a stream hears of its own account only, and of each change only while its credentials hold and its caller is let in: it may
 * be open for hours, and meanwhile the secret may have been replaced, or the person taken out of a file.
 */
export class AccountListeners implements ServerEventBus {
  readonly #check: AccountCheck;
  readonly #updates: ResourceUpdates;
  readonly #events: EventWatch | undefined;
  readonly #everybody = new InMemoryServerEventBus();
  /** The stream that is being opened. */
  readonly #opening = new AsyncLocalStorage<Listener>();

  /** @param events notices what Snov.io's webhooks bring, which may have reached another process */
  constructor(check: AccountCheck, updates: ResourceUpdates, events?: EventWatch) {
    this.#check = check;
    this.#updates = updates;
    this.#events = events;
  }

  /** Events that concern nobody's account. */
  publish(event: ServerEvent): void {
    this.#everybody.publish(event);
  }

  subscribe(listener: (event: ServerEvent) => void): () => void {
    const ends = [this.#everybody.subscribe(listener)];
    const own = this.#opening.getStore();
    if (own) {
      const hear = (account: string, uri: string) => {
        if (account === own.account && isOffered(own.request, uri)) void this.#deliver(own, listener, uri);
      };
      ends.push(this.#updates.subscribe(hear));
      if (this.#events) ends.push(this.#events.watch(own.account));
    }
    return () => {
      for (const end of ends) end();
    };
  }

  /** The handler, with streams that know whose they are. Who asks for updates with credentials that do not hold is refused. */
  around(fetch: Fetch): Fetch {
    return async (request, options) => {
      const listen = parsedListen(options?.parsedBody);
      const http = options?.authInfo?.extra as HttpRequest | undefined;
      if (!listen?.wantsResources || !http) return fetch(request, options);
      try {
        const account = await this.#checked(http);
        return await this.#opening.run({ account, request: http }, () => fetch(request, options));
      } catch (error) {
        const { text, meta } = explain(error);
        const failure = { code: -32_603, message: text, data: { 'snovio/error': meta } };
        return Response.json({ jsonrpc: '2.0', id: listen.id, error: failure });
      }
    };
  }

  async #deliver({ request }: Listener, listener: (event: ServerEvent) => void, uri: string): Promise<void> {
    try {
      if (!(await request.isLetIn())) return;
      await this.#checked(request);
    } catch {
      return;
    }
    listener({ kind: 'resource_updated', uri });
  }

  #checked(request: HttpRequest): Promise<string> {
    return this.#check(request, { signal: request.clientGone, deadline: deadlineIn(CHECK_SECONDS) });
  }
}

/** Whether a caller can read the resource: the access file may leave them nothing of its toolset. */
function isOffered({ narrowing }: HttpRequest, uri: string): boolean {
  const { toolsets } = (narrowing ?? {}) as Partial<Narrowing>;
  const toolset = toolsetAt(uri);
  return !toolsets || !toolset || toolsets.includes(toolset);
}
