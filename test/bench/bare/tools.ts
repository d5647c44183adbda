import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** What anybody gets from the SDK alone: so many tools of one string each that give back what they get. */
export function bareServer(tools: number): McpServer {
  const server = new McpServer({ name: 'bare', version: '0.0.0' }, { capabilities: { tools: {} } });
  for (let n = 1; n <= tools; n++) {
    const inputSchema = z.object({ text: z.string().describe('Any text') });
    const config = { title: `Echo ${n}`, description: 'Gives back what it gets.', inputSchema };
    server.registerTool(n === 1 ? 'echo' : `echo_${n}`, config, ({ text }) => ({
      content: [{ type: 'text', text }],
    }));
  }
  return server;
}
