import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { bareServer } from './tools.ts';

// The number of tools is the only argument; the port is told on stderr, as the product tells its own.
const tools = Number(process.argv[2]);
const handle = toNodeHandler(createMcpHandler(() => bareServer(tools)));
const server = createServer((req, res) => void handle(req, res));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`);
});
