import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { bareServer } from './tools.ts';

const tools = Number(process.env.TOOLS);
serveStdio(() => bareServer(tools));
