import { type CallToolResult, createRequestStateCodec, McpServer } from '@modelcontextprotocol/server';
import type { HttpServer } from '../../src/http/server.ts';
import { TASKS_EXTENSION } from '../../src/mcp/tasks/protocol.ts';
import { registerAsking } from './consent.ts';
import { registerContents } from './contents.ts';
import { registerMessages } from './messages.ts';
import { registerPushing } from './pushing.ts';
import { needTasks, registerTasks } from './tasks.ts';

export type State = Record<string, unknown>;
/** Seals what travels through the client, so that a changed one is refused before a tool sees it. */
export const stateCodec = createRequestStateCodec<State>({ key: crypto.getRandomValues(new Uint8Array(32)) });

export const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });

/** The server that the official suite looks for: it checks fixtures of given names, not a product. */
export function fixtureFactory(serving: () => HttpServer | undefined): () => McpServer {
  return () => {
    const server = new McpServer(
      { name: 'conformance-fixtures', version: '0.0.0' },
      {
        capabilities: {
          resources: { subscribe: true, listChanged: true },
          prompts: { listChanged: true },
          logging: {},
          completions: {},
          extensions: { [TASKS_EXTENSION]: {} },
        },
        requestState: { verify: stateCodec.verify },
      },
    );
    needTasks(server, 'failing_job');
    registerContents(server);
    registerMessages(server, serving);
    registerAsking(server);
    registerPushing(server);
    registerTasks(server);
    return server;
  };
}
