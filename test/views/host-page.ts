import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';

// What runs in the host's page: the official bridge, with a card in a frame without an origin of its own. The test's
// process is the host's other half: it holds the MCP client.

/** What the test's process does for the page. */
interface Process {
  callTool(params: unknown): Promise<never>;
  readResource(params: unknown): Promise<never>;
  updateContext(params: unknown): Promise<never>;
}

/** What the test's process asks of the page. */
export interface HostPage {
  show(shown: {
    readonly html: string;
    readonly args: Record<string, unknown>;
    readonly context: Record<string, unknown>;
  }): Promise<void>;
  result(result: object): Promise<void>;
  cancel(): Promise<void>;
  contextChanged(context: Record<string, unknown>): void;
}

const host = globalThis as unknown as Process & HostPage;

let bridge: AppBridge;

host.show = async ({ html, args, context }) => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'card';
  document.body.replaceChildren(frame);
  bridge = new AppBridge(
    null,
    { name: 'test-host', version: '0' },
    { serverTools: {}, serverResources: {}, updateModelContext: {} },
    { hostContext: context },
  );
  bridge.oncalltool = params => host.callTool(params);
  bridge.onreadresource = params => host.readResource(params);
  bridge.onupdatemodelcontext = params => host.updateContext(params);
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
  await bridge.sendToolInput({ arguments: args });
};
host.result = result => bridge.sendToolResult(result as never);
host.cancel = () => bridge.sendToolCancelled({ reason: 'the user stopped it' });
host.contextChanged = context => void bridge.sendHostContextChange(context);
