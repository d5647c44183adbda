import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Environment, MAIN, wait } from '../../faults/kit.ts';
import { http } from '../../http/kit.ts';

/** What the client can do, as each of its requests says. */
export const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
export const TASKS_AND_QUESTIONS = { ...TASKS, elicitation: { form: {} } };

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Json = any;

/** A host of the 2026 era, one message at a time: what it gets is what was sent. */
export interface Host {
  /** @returns the result, or the JSON-RPC error */
  request(method: string, params?: object, capabilities?: object): Promise<Json>;
  call(tool: string, args: object, more?: object): Promise<Json>;
  get(taskId: string): Promise<Json>;
  /** Looks after a task until it has ended, or says what `met` waits for. */
  until(taskId: string, met?: (task: Json) => boolean): Promise<Json>;
}

type Send = (message: object, headers: Record<string, string>) => Promise<Json>;

function hostOf(send: Send, declared: object, client = 'host'): Host {
  const request: Host['request'] = async (method, params = {}, capabilities = declared) => {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: client, version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    const { name, uri, taskId } = params as { name?: string; uri?: string; taskId?: string };
    const target = name ?? uri ?? taskId;
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(target !== undefined && { 'mcp-name': target }),
    };
    return send({ jsonrpc: '2.0', method, params: { ...params, _meta } }, headers);
  };
  const get: Host['get'] = taskId => request('tasks/get', { taskId });
  return {
    request,
    get,
    call: (name, args, more = {}) => request('tools/call', { name, arguments: args, ...more }),
    until: async (taskId, met = task => !['working', 'input_required'].includes(task.status)) => {
      for (let i = 0; i < 1500; i += 1) {
        const task = await get(taskId);
        if (task.code !== undefined || met(task)) return task;
        await wait(40);
      }
      throw new Error(`The task did not come to that: ${JSON.stringify(await get(taskId))}`);
    },
  };
}

/** A host that calls over HTTP. @param client what it calls itself */
export function httpHost(
  port: number,
  headers: Record<string, string> = {},
  declared: object = TASKS,
  client?: string,
): Host {
  const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  let id = 0;
  return hostOf(
    async (message, own) => {
      id += 1;
      const body = JSON.stringify({ ...message, id });
      const reply = await http(port, { body, headers: { ...common, ...headers, ...own } });
      return reply.json?.result ?? reply.json?.error ?? { status: reply.status, text: reply.text };
    },
    declared,
    client,
  );
}

export interface StdioHost extends Host, AsyncDisposable {
  readonly child: ChildProcess;
  /** `kill -9`, and waits until the process is gone. */
  kill(): Promise<void>;
  /** Ends the input. @returns the exit code */
  end(): Promise<number | null>;
}

/** A host that starts the built server. */
export function stdioHost(env: Environment, declared: object = TASKS): StdioHost {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<number | null>(resolve => child.once('close', resolve));
  const waiting = new Map<number, (message: Json) => void>();
  createInterface({ input: child.stdout }).on('line', line => {
    const message = JSON.parse(line) as Json;
    waiting.get(message.id)?.(message.result ?? message.error);
  });
  let id = 0;
  const host = hostOf(message => {
    id += 1;
    const { promise, resolve } = Promise.withResolvers<Json>();
    waiting.set(id, resolve);
    void gone.then(() => resolve({ code: 'gone' }));
    child.stdin.write(`${JSON.stringify({ ...message, id })}\n`);
    return promise;
  }, declared);
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  const end = () => {
    child.stdin.end();
    return gone;
  };
  return { ...host, child, kill, end, [Symbol.asyncDispose]: kill };
}
