import { type Generation, startSandbox } from '../../src/sandbox/index.ts';
import { expectValid, unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { startServer } from './server.ts';
import { count } from './upstream.ts';

const WINDOW_MS = 1000;
/** The tasks' durations decide how often they are asked for, so one draw tells little: the worst of these counts. */
const SEEDS = [1, 2, 3];
const MOST: Record<Generation, number> = { v2: 30, v1: 45 };

/** Requests that one call about 100 unknown addresses costs, the token's included; time runs 60 times faster. */
export const requests: Part = {
  name: 'requests',
  run: async () => [await upstream('v2'), await upstream('v1')],
};

async function upstream(generation: Generation) {
  const sent: number[] = [];
  for (const seed of SEEDS) sent.push(await oneCall(generation, seed));
  const name = `requests to verify 100 unknown addresses in one call, ${generation}`;
  const from = `worst of ${sent.join(', ')}`;
  return atMost(name, Math.max(...sent), MOST[generation], { digits: 0, from });
}

async function oneCall(generation: Generation, seed: number): Promise<number> {
  const sandbox = await startSandbox({ seed, speed: 60, windowMs: WINDOW_MS, limit: 60 });
  try {
    await using server = await startServer(sandbox, {
      SNOVIO_API_GENERATION: generation,
      SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    });
    expectValid(await server.verify(unknownAddresses(100), { maxCredits: 100 }));
    return count(sandbox);
  } finally {
    await sandbox.close();
  }
}
