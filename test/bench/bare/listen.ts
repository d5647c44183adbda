import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server';

/** Serves MCP over HTTP with the SDK alone, on 127.0.0.1. The port is told on stderr, as the product tells its own. */
export function listen(create: () => McpServer, port = 0): void {
  const handle = toNodeHandler(createMcpHandler(create));
  const server = createServer((req, res) => void handle(req, res));
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    const taken = typeof address === 'object' ? address?.port : undefined;
    process.stderr.write(`http://127.0.0.1:${taken}/mcp\n`);
  });
}
