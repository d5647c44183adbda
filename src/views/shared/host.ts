// The view's side of MCP Apps, protocol 2026-01-26: JSON-RPC by postMessage with the host that shows the view. The SDK's own
// class for it is eighteen times as large as a view may be.

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
}

/** What the host tells the view. */
export interface Listeners {
  readonly onInput?: (args: Readonly<Record<string, unknown>>) => void;
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
  readonly serverTools?: object;
  readonly serverResources?: object;
  readonly updateModelContext?: object;
  readonly message?: object;
}

/** The host around this view. */
export class Host {
  readonly #listeners: Listeners;
  readonly #waiting = new Map<number, { resolve(result: object): void; reject(error: Error): void }>();
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
  request(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#lastId;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: result => resolve({ ...result }), reject });
    });
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
    if (method === 'ui/notifications/tool-input') onInput?.(recordOf(params.arguments));
    if (method === 'ui/notifications/tool-result') onResult(params);
    if (method === 'ui/notifications/tool-cancelled') onCancelled?.();
    if (method === 'ui/notifications/host-context-changed') {
      this.context = { ...this.context, ...params };
      onContext?.(this.context);
    }
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

/** An empty object for everything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** An empty list for everything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
