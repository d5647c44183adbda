import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import type { LongCall, LongCallOwner } from '../../spending/long-calls.ts';
import type { CallOptions, McpTasks } from './mcp-tasks.ts';
import { requireTasks, TaskParams } from './protocol.ts';
import type { TaskWork } from './task-run.ts';

/** How the requests about tasks are answered. */
export interface TaskRequestOptions {
  readonly tasks: McpTasks;
  /** Whose tasks a request may know of. @throws what the request fails with */
  readonly ownerOf: (ctx: ServerContext) => Promise<LongCallOwner>;
  /** The work that goes on with a task whose process is gone; undefined where this server cannot. */
  readonly resume: (
    call: LongCall,
    ctx: ServerContext,
  ) => Promise<{ work: TaskWork; keep?: CallOptions['keep'] } | undefined>;
}

/** Answers `tasks/get`, `tasks/update` and `tasks/cancel`. A server that declares tasks has to. */
export function answerTaskRequests(server: McpServer, { tasks, ownerOf, resume }: TaskRequestOptions): void {
  const done = { resultType: 'complete' };
  server.server.setRequestHandler('tasks/get', { params: TaskParams }, async ({ taskId }, ctx) => {
    requireTasks(ctx);
    const details = await tasks.get(await ownerOf(ctx), taskId, call => resume(call, ctx));
    return { ...done, ...details };
  });
  server.server.setRequestHandler('tasks/update', { params: TaskParams }, async ({ taskId }, ctx) => {
    requireTasks(ctx);
    // The SDK takes the replies out of the parameters.
    await tasks.update(await ownerOf(ctx), taskId, ctx.mcpReq.inputResponses ?? {});
    return done;
  });
  server.server.setRequestHandler('tasks/cancel', { params: TaskParams }, async ({ taskId }, ctx) => {
    requireTasks(ctx);
    await tasks.cancel(await ownerOf(ctx), taskId);
    return done;
  });
}
