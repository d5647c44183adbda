import { listen } from './listen.ts';
import { bareServer } from './tools.ts';

// The number of tools is the only argument.
const tools = Number(process.argv[2]);
listen(() => bareServer(tools));
