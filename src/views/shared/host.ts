// The view's side of MCP Apps, protocol 2026-01-26: JSON-RPC by postMessage with the host that shows the view. The SDK's own
// class for it is eighteen times as large as a view may be.

import { recordOf } from './values.ts';

const PROTOCOL_VERSION = '2026-01-26';

/** The answer of a tool, as far as views read it. */
export interface ToolResult {
  readonly isError?: boolean;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** What a host may say about itself; everything in it is optional. */
export interface HostContext {
  readonly theme?: string;
  readonly locale?: string;
  readonly styles?: { readonly variables?: Readonly<Record<string, string | undefined>> };
  /** The call that the view belongs to. */
  readonly toolInfo?: { readonly tool?: { readonly name?: unknown } };
}

/** What the host tells the view. */
export interface Listeners {
  /** What the tool was called with; with `isWhole` false what the agent has written of it so far. */
  readonly onInput?: (args: Readonly<Record<string, unknown>>, isWhole: boolean) => void;
  readonly onResult: (result: ToolResult) => void;
  readonly onCancelled?: () => void;
  readonly onContext?: (context: HostContext) => void;
}

interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message?: unknown };
}

interface Capabilities {
  readonly openLinks?: object;
  readonly serverTools?: object;
  readonly serverResources?: object;
  readonly updateModelContext?: object;
  readonly message?: object;
}

/** How the model was told: for its next turn, or in the user's name. */
export type Told = 'context' | 'message';

/** How far a call is: `done` of `total`, with words of the server's. */
export type OnProgress = (done: number, total: number | undefined, message: string) => void;

interface Waiting {
  resolve(result: object): void;
  reject(error: Error): void;
  readonly onProgress: OnProgress | undefined;
}

/** The host around this view. */
export class Host {
  readonly #listeners: Listeners;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  context: HostContext = {};
  capabilities: Capabilities = {};

  private constructor(listeners: Listeners) {
    this.#listeners = listeners;
    // Whatever else posts messages here is not the host.
    addEventListener('message', ({ source, data }) => {
      if (source === parent && isMessage(data)) this.#receive(data);
    });
  }

  /** Shakes hands with the host, which shows the view only then, and has told everything that the call has brought so far. */
  static async connect(name: string, listeners: Listeners): Promise<Host> {
    const host = new Host(listeners);
    const { hostContext, hostCapabilities } = await host.request('ui/initialize', {
      protocolVersion: PROTOCOL_VERSION,
      appInfo: { name, version: '1' },
      appCapabilities: {},
    });
    host.context = recordOf(hostContext);
    host.capabilities = recordOf(hostCapabilities);
    listeners.onContext?.(host.context);
    host.#send({ method: 'ui/notifications/initialized', params: {} });
    host.#tellSize();
    return host;
  }

  /** @throws Error with the host's words */
  request(
    method: string,
    params: object,
    onProgress?: OnProgress,
  ): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#lastId;
    this.#send({ id, method, params: onProgress ? { ...params, _meta: { progressToken: id } } : params });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: result => resolve({ ...result }), reject, onProgress });
    });
  }

  /**
   * Calls a tool of the view's own server. The model sees neither the call nor its answer.
   * @param onProgress called where the host passes progress on
   * @throws Error with the host's words where it lets the view call nothing
   */
  async callTool(name: string, args: object, onProgress?: OnProgress): Promise<ToolResult> {
    return this.request('tools/call', { name, arguments: args }, onProgress);
  }

  /** Asks the host to open a page. @throws Error unless it is one of https, and the host opens it */
  async openLink(url: string): Promise<void> {
    if (!isWebPage(url)) throw new Error('This is no address of a page.');
    const { isError } = await this.request('ui/open-link', { url });
    if (isError) throw new Error('The host opened nothing.');
  }

  /**
   * Tells the model for its next turn what was done in the view, in place of what was told before.
   * @param text in words of the view's; may hold what a tool has answered
   * @param message where the host cannot do that, it sends this in the user's name, which begins a turn: nothing that
   *   others wrote may be in it
   * @returns how it was told; undefined where the host lets a view tell nothing
   */
  async tellModel(text: string, message?: string): Promise<Told | undefined> {
    const { updateModelContext, message: sends } = this.capabilities;
    const content = (words: string) => [{ type: 'text', text: words }];
    try {
      if (updateModelContext) {
        await this.request('ui/update-model-context', { content: content(text) });
        return 'context';
      }
      if (!sends || message === undefined) return undefined;
      const { isError } = await this.request('ui/message', { role: 'user', content: content(message) });
      return isError ? undefined : 'message';
    } catch {
      // What was done is done, whether the model hears of it or not.
      return undefined;
    }
  }

  #send(message: object): void {
    parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
  }

  #receive({ id, method, params = {}, result, error }: Message): void {
    if (method !== undefined) {
      if (id === undefined) this.#notice(method, params);
      else this.#answer(id, method);
      return;
    }
    const waiting = this.#waiting.get(Number(id));
    this.#waiting.delete(Number(id));
    if (error) waiting?.reject(new Error(String(error.message ?? 'The host refused.')));
    else waiting?.resolve(result ?? {});
  }

  #notice(method: string, params: Readonly<Record<string, unknown>>): void {
    const { onInput, onResult, onCancelled, onContext } = this.#listeners;
    if (method === 'ui/notifications/tool-input') onInput?.(recordOf(params.arguments), true);
    if (method === 'ui/notifications/tool-input-partial') onInput?.(recordOf(params.arguments), false);
    if (method === 'ui/notifications/tool-result') onResult(params);
    if (method === 'ui/notifications/tool-cancelled') onCancelled?.();
    if (method === 'ui/notifications/host-context-changed') {
      this.context = { ...this.context, ...params };
      onContext?.(this.context);
    }
    if (method === 'notifications/progress') this.#progress(params);
  }

  #progress({ progressToken, progress, total, message }: Readonly<Record<string, unknown>>): void {
    const { onProgress } = this.#waiting.get(Number(progressToken)) ?? {};
    const all = typeof total === 'number' ? total : undefined;
    if (typeof progress === 'number') onProgress?.(progress, all, typeof message === 'string' ? message : '');
  }

  /** The view keeps nothing, so it may be taken down at once. */
  #answer(id: number | string, method: string): void {
    if (method === 'ui/resource-teardown' || method === 'ping') this.#send({ id, result: {} });
    else this.#send({ id, error: { code: -32601, message: 'This view answers no such request.' } });
  }

  #tellSize(): void {
    const root = document.documentElement;
    let told = 0;
    const tell = () => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === told) return;
      told = height;
      const size = { width: root.clientWidth, height };
      this.#send({ method: 'ui/notifications/size-changed', params: size });
    };
    new ResizeObserver(tell).observe(document.body);
    tell();
  }
}

function isMessage(data: unknown): data is Message {
  return typeof data === 'object' && data !== null && (data as { jsonrpc?: unknown }).jsonrpc === '2.0';
}

/** Whether this is a link that may be opened: one of https, whole, and without a name that looks like another host. */
export function isWebPage(url: string): boolean {
  const { protocol, username, password } = URL.parse(url) ?? {};
  return protocol === 'https:' && username === '' && password === '';
}
