import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { baselineServer } from './server.ts';

serveStdio(baselineServer);
