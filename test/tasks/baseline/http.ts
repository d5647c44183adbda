import { listen } from '../../bench/bare/listen.ts';
import { baselineServer } from './server.ts';

// The port is the only argument.
listen(baselineServer, Number(process.argv[2]));
