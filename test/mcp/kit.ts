import { createMcpHandler } from '@modelcontextprotocol/server';
import { AccountRegistry } from '../../src/app/account-registry.ts';
import { type Flags, readConfig } from '../../src/config/settings.ts';
import { createLog } from '../../src/log.ts';
import { composeServer } from '../../src/mcp/compose-server.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { tools } from '../../tools/index.ts';

/** Time runs this much faster than life. */
const HASTE = 60;
const WINDOW_MS = 60_000 / HASTE;

/** Accounts that the sandbox has. */
export type AccountName = 'sandbox' | 'other';

export interface ToolCall {
  tool: string;
  args: object;
  /** Whom the request says it comes from. */
  client: string;
  capabilities: object;
  account?: AccountName;
}

export interface Endpoint extends AsyncDisposable {
  sandbox: Sandbox;
  /** A tool call of the 2026 era; `back` is what comes with a second round. @returns the result, or the JSON-RPC error */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  call(call: ToolCall, back?: object): Promise<any>;
  /** A tool call of the 2025 era, without a handshake. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  callOf2025(tool: string, args: object): Promise<any>;
}

/** The server as it answers HTTP requests, without a socket. */
export async function startEndpoint(env: Record<string, string>): Promise<Endpoint> {
  const accounts = (['sandbox', 'other'] as const).map(id => ({ id, secret: id, credits: 1000 }));
  const sandbox = await startSandbox({ speed: HASTE, windowMs: WINDOW_MS, limit: 10_000, accounts });
  const { registry, handler, become } = serverOf(sandbox, env);
  const post = async (params: object, headers: Record<string, string>) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const accept = 'application/json, text/event-stream';
    const init = {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', accept, ...headers },
    };
    const response = await handler.fetch(new Request('http://localhost/mcp', init));
    const json = readReply(await response.text());
    return json.result ?? json;
  };
  return {
    sandbox,
    call: (call, back) => {
      become(call.account ?? 'sandbox');
      return post({ name: call.tool, arguments: call.args, ...back, _meta: metaOf(call) }, headersOf(call));
    },
    callOf2025: (tool, args) => post({ name: tool, arguments: args }, {}),
    [Symbol.asyncDispose]: async () => {
      await handler.close();
      await registry.close();
      await sandbox.close();
    },
  };
}

/** The server, which works with the account that it was last told to become. */
function serverOf(sandbox: Sandbox, env: Record<string, string>) {
  const config = readConfig({} as Flags, {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: '10000',
    SNOVIO_STATE_DIR: ':memory:',
    ...env,
  });
  const registry = new AccountRegistry(config, new SqliteStore(':memory:', config.ledgerDays));
  let account: AccountName = 'sandbox';
  const factory = composeServer({
    config,
    tools,
    defaultWaitSeconds: 25,
    accountOf: () => registry.account({ id: account, secret: account }),
    log: createLog('error'),
  });
  const become = (name: AccountName) => {
    account = name;
  };
  return { registry, handler: createMcpHandler(factory), become };
}

function metaOf({ client, capabilities }: ToolCall): object {
  return {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: client, version: '1' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
}

function headersOf({ tool }: ToolCall): Record<string, string> {
  return { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': tool };
}

/** An answer is JSON, or a stream of events of which the last one is the answer. */
function readReply(text: string) {
  const events = [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => data ?? '');
  return JSON.parse(events.at(-1) ?? text);
}
