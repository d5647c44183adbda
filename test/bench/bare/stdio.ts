import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { bareServer, TOOLS } from './tools.ts';

serveStdio(() => bareServer(TOOLS));
