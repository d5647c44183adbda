import { Client } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { record } from '../record/messages.ts';
import type { Program } from './programs.ts';

/** What an agent gets back from a tool. */
export interface Answer {
  /** Its JSON; undefined for a text that is none. */
  readonly value: unknown;
  readonly text: string;
  readonly isError: boolean;
}

/** An agent's way to the tools. */
export interface Agent extends AsyncDisposable {
  /** Starts the server where none runs, as hosts do after a crash. @throws Error when the connection breaks */
  call(tool: string, args?: object): Promise<Answer>;
}

export interface Watch {
  /** File in which messages are recorded. */
  readonly messages: string;
  serves(pid: number | undefined): void;
}

/** Speaks to the server over stdio. */
export function connect(program: Program, env: Readonly<Record<string, string>>, watch?: Watch): Agent {
  let open: Promise<Client> | undefined;
  const start = async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...program.stdio],
      env: { ...getDefaultEnvironment(), ...env },
      stderr: 'inherit',
    });
    if (watch) recordAll(transport, watch.messages);
    const client = new Client({ name: 'task', version: '0' });
    client.onclose = () => {
      open = undefined;
    };
    await client.connect(transport);
    watch?.serves(transport.pid ?? undefined);
    await client.listTools();
    return client;
  };
  return {
    call: async (tool, args = {}) => {
      open ??= start();
      const client = await open;
      const params = { name: tool, arguments: { ...args } };
      return answerOf(await client.callTool(params, { timeout: 120_000 }));
    },
    [Symbol.asyncDispose]: async () => (await open)?.close(),
  };
}

/** Records both directions, on the host's side of the pipe. */
function recordAll(transport: StdioClientTransport, file: string): void {
  const send = transport.send.bind(transport);
  transport.send = message => {
    record(file, 'host', JSON.stringify(message));
    return send(message);
  };
  let receive: typeof transport.onmessage;
  Object.defineProperty(transport, 'onmessage', {
    get: () => receive,
    set: (handle: typeof receive) => {
      receive = message => {
        record(file, 'server', JSON.stringify(message));
        handle?.(message);
      };
    },
  });
}

function answerOf({ content, isError = false }: Awaited<ReturnType<Client['callTool']>>): Answer {
  const text = content.flatMap(block => (block.type === 'text' ? [block.text] : [])).join('\n');
  return { value: parsed(text), text, isError };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
