import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { said } from './fixtures.ts';

/** These two fail on the error as well; the other two take one for an answer, so they have to wait in vain. */
const SHORT = { timeout: 500 };

const form = {
  type: 'object' as const,
  properties: { response: { type: 'string' as const } },
  required: ['response'],
};

/**
 * Fixtures that send the client a request of their own while it waits. That takes a session, which this server does not
 * have: the request reaches nobody. They stand here so that the expected failures fail for that reason and no other.
 */
export function registerPushing(server: McpServer): void {
  const elicit = (message: string, ctx: ServerContext, patience = {}) =>
    ctx.mcpReq.send({ method: 'elicitation/create', params: { message, requestedSchema: form } }, patience);
  for (const name of ['test_elicitation_sep1034_defaults', 'test_elicitation_sep1330_enums']) {
    server.registerTool(name, { description: 'Asks for a form', inputSchema: z.object({}) }, async (_, ctx) =>
      said(JSON.stringify(await elicit('Please review', ctx, SHORT))),
    );
  }
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the user', inputSchema: z.object({ message: z.string() }) },
    async ({ message }, ctx) => said(JSON.stringify(await elicit(message, ctx))),
  );
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt: text }, ctx) => {
      const messages = [{ role: 'user' as const, content: { type: 'text' as const, text } }];
      const params = { messages, maxTokens: 100 };
      return said(JSON.stringify(await ctx.mcpReq.send({ method: 'sampling/createMessage', params })));
    },
  );
}
