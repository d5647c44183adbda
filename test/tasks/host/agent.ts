import { Client, type Transport } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type Recorder, recorderTo } from '../record/messages.ts';
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

/** Starts the server where none runs, and speaks to it over stdio. */
export function connect(program: Program, env: Readonly<Record<string, string>>, watch?: Watch): Agent {
  return agentOver(
    () => {
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [...program.stdio],
        env: { ...getDefaultEnvironment(), ...env },
        stderr: 'inherit',
      });
      if (watch) recordAll(transport, recorderTo(watch.messages));
      return transport;
    },
    transport => watch?.serves(transport.pid ?? undefined),
  );
}

/** @param opened is told of each connection that stands */
export function agentOver<T extends Transport>(open: () => T, opened?: (transport: T) => void): Agent {
  let client: Promise<Client> | undefined;
  const start = async () => {
    const transport = open();
    const started = new Client({ name: 'task', version: '0' });
    started.onclose = () => {
      client = undefined;
    };
    await started.connect(transport);
    opened?.(transport);
    // As every host does; what the list costs is measured too.
    await started.listTools();
    return started;
  };
  return {
    call: async (tool, args = {}) => {
      client ??= start();
      const params = { name: tool, arguments: { ...args } };
      return answerOf(await (await client).callTool(params, { timeout: 120_000 }));
    },
    [Symbol.asyncDispose]: async () => (await client)?.close(),
  };
}

/** Records both directions, on the host's side of the pipe. */
function recordAll(transport: StdioClientTransport, record: Recorder): void {
  const send = transport.send.bind(transport);
  transport.send = message => {
    record('host', JSON.stringify(message));
    return send(message);
  };
  let receive: typeof transport.onmessage;
  Object.defineProperty(transport, 'onmessage', {
    get: () => receive,
    set: (handle: typeof receive) => {
      receive = message => {
        record('server', JSON.stringify(message));
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
