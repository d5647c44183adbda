import { startSandbox } from '../../src/sandbox/index.ts';
import { freePort } from '../http/free-port.ts';
import { unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { startHttp } from './http-server.ts';
import { directory, program } from './scratch.ts';
import { account } from './server.ts';
import { count } from './upstream.ts';

/** Life is ten times as slow: a result has half a second to come before it is polled. */
const SPEED = 10;
const WINDOW_MS = 60_000 / SPEED;
const SEEDS = [1, 2, 3];

/** Requests for 100 unknown addresses where Snov.io sends its results by itself, the token's included. */
export const push: Part = {
  name: 'push',
  waits: true,
  run: async () => {
    const sent: number[] = [];
    for (const seed of SEEDS) sent.push(await oneCall(seed));
    const from = `worst of ${sent.join(', ')}`;
    return [
      atMost('requests to verify 100 unknown addresses, results sent', Math.max(...sent), 12, {
        digits: 0,
        from,
      }),
    ];
  },
};

async function oneCall(seed: number): Promise<number> {
  const sandbox = await startSandbox({ seed, speed: SPEED, windowMs: WINDOW_MS, limit: 60 });
  try {
    const port = await freePort();
    const env = {
      ...account(sandbox.url),
      SNOVIO_STATE_DIR: directory('state'),
      SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
      // Where it listens is told in its log.
      SNOVIO_LOG: 'info',
      SNOVIO_PUBLIC_URL: `http://127.0.0.1:${port}`,
    };
    await using server = await startHttp([program(), 'http', '--port', String(port)], env);
    const emails = unknownAddresses(100);
    await server.client.post('tools/call', { name: 'verify_emails', arguments: { emails, maxCredits: 100 } });
    if (sandbox.charges.length !== emails.length) throw new Error(`${sandbox.charges.length} were charged`);
    return count(sandbox);
  } finally {
    await sandbox.close();
  }
}
