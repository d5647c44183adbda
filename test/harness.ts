import { Client, type ClientOptions, type Tool } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { AccountRegistry } from '../src/app/account-registry.ts';
import { openStore } from '../src/app/open-store.ts';
import { receiverOf } from '../src/app/receiver.ts';
import { type Flags, readConfig } from '../src/config/settings.ts';
import { createLog } from '../src/log.ts';
import { composeServer } from '../src/mcp/compose-server.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox/index.ts';
import { ReceivedEvents } from '../src/snovio/events/received-events.ts';
import { tools } from '../tools/index.ts';

/** How much faster than life time runs in tests: waits, polls and the sandbox's tasks alike. */
const SPEED = 60;

/** What the server lists with each configuration: reading a list of all tools costs more than most tests do. */
const lists = new Map<string, Tool[]>();
/** Compiles the output schema of a list's tool once. */
const jsonSchemaValidator = new AjvJsonSchemaValidator();

/** A server that Snov.io reaches: it has the tools that need one too. */
export const REACHABLE = { SNOVIO_PUBLIC_URL: 'https://mcp.example.com' };

export interface HarnessOptions {
  /** The configuration, by environment variable. */
  env?: Record<string, string>;
  sandbox?: SandboxOptions;
  /** A sandbox that outlives the harness. */
  reuse?: Sandbox;
  /** What the client can do. */
  client?: ClientOptions;
  /** Prepares the client before it connects. */
  prepare?: (client: Client) => void;
}

/** A tool's answer as an MCP client gets it. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  structured: any;
  text: string;
  isError: boolean;
  /** The error's code, if it is one. */
  code: string | undefined;
  meta: { code?: string; retryAfterSeconds?: number; httpStatus?: number } | undefined;
}

export interface Harness extends AsyncDisposable {
  sandbox: Sandbox;
  client: Client;
  accounts: AccountRegistry;
  call(
    name: string,
    args?: object,
    options?: { signal?: AbortSignal; onprogress?: (p: object) => void },
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Connects an MCP client to the real server, whose Snov.io is the sandbox on loopback. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const windowMs = 60_000 / SPEED;
  const sandbox =
    options.reuse ?? (await startSandbox({ speed: SPEED, windowMs, limit: 10_000, ...options.sandbox }));
  const config = readConfig({} as Flags, {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_RATE_WINDOW_MS: String(windowMs),
    SNOVIO_RATE_LIMIT: '10000',
    SNOVIO_STATE_DIR: ':memory:',
    SNOVIO_TOOLSETS: 'all',
    SNOVIO_MAX_CREDITS_PER_CALL: '1000',
    SNOVIO_MAX_CREDITS_PER_DAY: '100000',
    ...options.env,
  });
  const { store } = await openStore(config);
  const receivesAt = receiverOf(config);
  const events = receivesAt === undefined ? undefined : new ReceivedEvents(receivesAt, store.events);
  const accounts = new AccountRegistry(config, store, { events });
  const accountOf = () => accounts.ownAccount();
  const factory = composeServer({ config, tools, accountOf, log: createLog('error') });
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = factory();
  const client = new Client({ name: 'test', version: '0' }, { jsonSchemaValidator, ...options.client });
  options.prepare?.(client);
  await Promise.all([server.connect(serverSide), client.connect(clientSide)]);
  const advertised = await listedTo(client, options.env);
  const close = async () => {
    await client.close();
    await accounts.close();
    if (!options.reuse) await sandbox.close();
  };
  return {
    sandbox,
    client,
    accounts,
    call: async (name, args = {}, options = {}) => {
      const params = { name, arguments: args as Record<string, unknown> };
      // With its definition at hand the client checks every answer against the advertised output schema.
      const toolDefinition = advertised.find(tool => tool.name === name);
      const checked = toolDefinition && { toolDefinition };
      return asAnswer(await client.callTool(params, { timeout: 600_000, ...checked, ...options }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What this client is shown, or a client of a server with the same configuration was shown before. */
async function listedTo(client: Client, env: Record<string, string> = {}): Promise<Tool[]> {
  const key = JSON.stringify({ ...env, SNOVIO_STATE_DIR: '' });
  const listed = lists.get(key) ?? (await client.listTools()).tools;
  lists.set(key, listed);
  return listed;
}

/** Reads a `tools/call` result. */
export function asAnswer(result: object): Answer {
  const {
    content,
    structuredContent,
    isError = false,
    _meta,
  } = result as {
    content?: { text?: string }[];
    structuredContent?: object;
    isError?: boolean;
    _meta?: Record<string, unknown>;
  };
  const meta = _meta?.['snovio/error'] as Answer['meta'];
  return { structured: structuredContent, text: content?.[0]?.text ?? '', isError, code: meta?.code, meta };
}
