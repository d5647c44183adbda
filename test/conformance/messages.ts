import { setTimeout as sleep } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { HttpServer } from '../../src/http/server.ts';
import { said } from './fixtures.ts';

const inputSchema = z.object({});

/** Fixtures that say something besides their answer: logs, progress, changes, completions. */
export function registerMessages(server: McpServer, serving: () => HttpServer | undefined): void {
  registerLogging(server);
  server.registerTool('test_tool_with_progress', { description: 'Progress', inputSchema }, async (_, ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    if (progressToken === undefined) return said('no-progress-token');
    for (const progress of [0, 50, 100]) {
      const params = { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` };
      await ctx.mcpReq.notify({ method: 'notifications/progress', params });
      await sleep(50);
    }
    return said(String(progressToken));
  });
  server.registerTool('test_streaming_elicitation', { description: 'Result only', inputSchema }, () =>
    said('nothing but this result'),
  );
  server.registerTool('test_trigger_tool_change', { description: 'Tools changed', inputSchema }, () => {
    serving()?.notify.toolsChanged();
    return said('published');
  });
  server.registerTool('test_trigger_prompt_change', { description: 'Prompts changed', inputSchema }, () => {
    serving()?.notify.promptsChanged();
    return said('published');
  });
  server.server.setRequestHandler('completion/complete', () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
}

function registerLogging(server: McpServer): void {
  server.registerTool('test_tool_with_logging', { description: 'Logs', inputSchema }, async (_, ctx) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await ctx.mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
      await sleep(50);
    }
    return said('Tool with logging executed successfully');
  });
  server.registerTool('test_logging_tool', { description: 'Logs on demand', inputSchema }, async (_, ctx) => {
    await ctx.mcpReq.log('info', 'only where the request asked for logs');
    return said('logged');
  });
  server.server.setRequestHandler('logging/setLevel', () => ({}));
}
