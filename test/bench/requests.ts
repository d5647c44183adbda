import { type Generation, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { expectValid, unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { startServer } from './server.ts';
import { count } from './upstream.ts';

const WINDOW_MS = 1000;
/** The tasks' durations decide how often they are asked for, so one draw tells little: the worst of these counts. */
const SEEDS = [1, 2, 3, 4, 5];
const MOST: Record<Generation, number> = { v2: 28, v1: 38 };
/** Tasks that are over when they are first looked at: the token, each start, each read, and in v1 each free look before. */
const QUICK: [number, number] = [1, 2];
const MOST_QUICK: Record<Generation, number> = { v2: 21, v1: 31 };

/** Requests that one call about 100 unknown addresses costs, the token's included; time runs 60 times faster. */
export const requests: Part = {
  name: 'requests',
  run: async () => {
    const name = 'requests to verify 100 unknown addresses in one call';
    return [
      await upstream(`${name}, v2`, 'v2', MOST),
      await upstream(`${name}, v1`, 'v1', MOST),
      await upstream(`${name}, v2, quick tasks`, 'v2', MOST_QUICK, QUICK),
      await upstream(`${name}, v1, quick tasks`, 'v1', MOST_QUICK, QUICK),
    ];
  },
};

async function upstream(
  name: string,
  generation: Generation,
  most: Record<Generation, number>,
  taskSeconds?: [number, number],
) {
  const sent: number[] = [];
  for (const seed of SEEDS)
    sent.push(await oneCall(generation, { seed, ...(taskSeconds && { taskSeconds }) }));
  const from = `worst of ${sent.join(', ')}`;
  return atMost(name, Math.max(...sent), most[generation], { digits: 0, from });
}

async function oneCall(generation: Generation, options: SandboxOptions): Promise<number> {
  const sandbox = await startSandbox({ ...options, speed: 60, windowMs: WINDOW_MS, limit: 60 });
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
