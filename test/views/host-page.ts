import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';

// What runs in the host's page: the official bridge, with a card in a frame without an origin of its own. The test's
// process is the host's other half: it holds the MCP client.

/** What the test's process does for the page. */
interface Process {
  callTool(params: unknown): Promise<never>;
  readResource(params: unknown): Promise<never>;
  updateContext(params: unknown): Promise<never>;
  openLink(params: unknown): Promise<never>;
  message(params: unknown): Promise<never>;
}

/** What the test's process asks of the page. */
export interface HostPage {
  show(shown: {
    readonly html: string;
    readonly context: Record<string, unknown>;
    /** What the frame's policy permits. */
    readonly allow: string;
    /** What the host says that it does for a card. */
    readonly capabilities: object;
  }): Promise<void>;
  /** What the agent has written of the call's arguments so far. */
  partialInput(args: Record<string, unknown>): Promise<void>;
  input(args: Record<string, unknown>): Promise<void>;
  result(result: object): Promise<void>;
  progress(params: { progressToken: string | number; progress: number }): Promise<void>;
  cancel(): Promise<void>;
  contextChanged(context: Record<string, unknown>): void;
}

const host = globalThis as unknown as Process & HostPage;

let bridge: AppBridge;

host.show = async ({ html, context, allow, capabilities }) => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.allow = allow;
  frame.title = 'card';
  document.body.replaceChildren(frame);
  const name = { name: 'test-host', version: '0' };
  bridge = new AppBridge(null, name, capabilities, { hostContext: context });
  bridge.oncalltool = params => host.callTool(params);
  bridge.onreadresource = params => host.readResource(params);
  bridge.onupdatemodelcontext = params => host.updateContext(params);
  bridge.onopenlink = params => host.openLink(params);
  bridge.onmessage = params => host.message(params);
  bridge.onsizechange = ({ height }) => {
    frame.style.height = `${height}px`;
  };
  const initialized = new Promise<void>(resolve => {
    bridge.oninitialized = () => resolve();
  });
  const window = frame.contentWindow as Window;
  await bridge.connect(new PostMessageTransport(window, window));
  frame.srcdoc = html;
  await initialized;
};
host.partialInput = args => bridge.sendToolInputPartial({ arguments: args });
host.input = args => bridge.sendToolInput({ arguments: args });
host.result = result => bridge.sendToolResult(result as never);
host.progress = params => bridge.notification({ method: 'notifications/progress', params });
host.cancel = () => bridge.sendToolCancelled({ reason: 'the user stopped it' });
host.contextChanged = context => void bridge.sendHostContextChange(context);
