import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallToolResult,
  type InputRequests,
  inputRequired,
  type McpServer,
  ProtocolError,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { McpTasks } from '../../src/mcp/tasks/mcp-tasks.ts';
import { declaresTasks, requireTasks } from '../../src/mcp/tasks/protocol.ts';
import { answerTaskRequests } from '../../src/mcp/tasks/requests.ts';
import type { TaskRun, TaskWork } from '../../src/mcp/tasks/task-run.ts';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import { said } from './fixtures.ts';

const store = new SqliteStore(':memory:', 30);
/** The product's own tasks, in haste: the suite wants tasks of what takes a second. */
const tasks = new McpTasks(async () => store.longCalls, {
  directMs: 100,
  pollMs: 200,
  staleMs: 5000,
  windowMs: 60_000,
});
const OWNER = ['fixtures', 'anybody'] as const;

type Args = Record<string, unknown>;

/** What the fixtures do, by tool. All but `greet` last longer than a call is waited for. */
const WORKS: Record<string, (args: Args, run: TaskRun) => Promise<CallToolResult>> = {
  slow_compute: async ({ seconds }, { signal }) => {
    await sleep(Number(seconds) * 1000, undefined, { signal });
    return said('computed');
  },
  failing_job: async () => {
    await sleep(1000);
    return { ...said('The job failed.'), isError: true };
  },
  protocol_error_job: async () => {
    await sleep(300);
    throw new ProtocolError(-32_603, 'The job broke.');
  },
  confirm_delete: async (_, run) => asked(run, { confirm: question('Delete it?', 'confirm') }),
  multi_input: async (_, run) =>
    asked(run, { first: question('First?', 'name'), second: question('Second?', 'name') }),
  test_tool_with_task: async ({ name }) => {
    await sleep(300);
    return said(`Hello, ${String(name)}`);
  },
};

const question = (message: string, field: string) =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: { type: 'string' } } },
  });

async function asked(run: TaskRun, questions: InputRequests): Promise<CallToolResult> {
  await sleep(300);
  return said(JSON.stringify(await run.ask(questions)));
}

const workOf =
  (tool: string, args: Args): TaskWork =>
  async run => {
    const work = WORKS[tool];
    if (!work) throw new Error(`no fixture ${tool}`);
    return work(args, run);
  };

/** Fixtures of the tasks extension. */
export function registerTasks(server: McpServer): void {
  const anything = z.looseObject({});
  server.registerTool('greet', { description: 'Greets', inputSchema: z.object({ name: z.string() }) }, a =>
    said(`Hello, ${a.name}!`),
  );
  for (const tool of ['slow_compute', 'protocol_error_job', 'confirm_delete', 'multi_input'])
    server.registerTool(tool, { description: 'Takes long', inputSchema: anything }, (args, ctx) =>
      call(tool, args, ctx),
    );
  server.registerTool('failing_job', { description: 'Fails', inputSchema: anything }, (args, ctx) =>
    call('failing_job', args, ctx),
  );
  server.registerTool('test_tool_with_task', { description: 'Asks', inputSchema: anything }, (_, ctx) => {
    const reply = ctx.mcpReq.inputResponses?.user_name as { content?: { name?: string } } | undefined;
    return reply
      ? call('test_tool_with_task', { name: reply.content?.name }, ctx)
      : inputRequired({ inputRequests: { user_name: question('Who are you?', 'name') } });
  });
  answerTaskRequests(server, {
    tasks,
    ownerOf: async () => OWNER,
    resume: async ({ request }) => request && { work: workOf(request.tool, request.args as Args) },
  });
}

/**
 * Makes a tool need the extension. The SDK turns what a tool throws into its answer, and this error has to leave as it is.
 * To be called before a tool is registered, on a server that was made without the capability `tools`: with it the SDK's
 * handler is there already.
 */
export function needTasks(server: McpServer, tool: string): void {
  const { server: protocol } = server;
  type Handler = (request: { params?: { name?: string } }, ctx: ServerContext) => unknown;
  const register = protocol.setRequestHandler.bind(protocol) as (method: string, ...rest: unknown[]) => void;
  const guarded = (method: string, ...rest: unknown[]) => {
    if (method !== 'tools/call') return register(method, ...rest);
    const [handler] = rest as [Handler];
    return register(method, (request: { params?: { name?: string } }, ctx: ServerContext) => {
      if (request.params?.name === tool) requireTasks(ctx);
      return handler(request, ctx);
    });
  };
  Object.assign(protocol, { setRequestHandler: guarded });
}

async function call(tool: string, args: Args, ctx: ServerContext): Promise<CallToolResult> {
  const subject = { owner: OWNER, request: { tool, args }, work: workOf(tool, args) };
  const ends = declaresTasks(ctx) ? [] : [ctx.mcpReq.signal];
  if (!declaresTasks(ctx)) return WORKS[tool]?.(args, { signal: ends[0] } as TaskRun) ?? said('nothing');
  return (await tasks.call(subject, { ends })) as CallToolResult;
}
