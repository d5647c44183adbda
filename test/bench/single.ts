import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { seeded } from '../../src/sandbox/random.ts';
import { expectValid, unknownAddresses } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { type Server, startServer } from './server.ts';
import { mean } from './stats.ts';
import { count, ofPath, RESULT, START } from './upstream.ts';

const LANES = 6;
const CALLS_A_LANE = 16;
/** More than single calls gather for, so that each address has a task of its own. */
const APART_MS = 250;
const SEED = 71_113;
const TASK_SECONDS: [number, number] = [3, 8];
/** The pace is not what is measured here. */
const LIMIT = 600;

/** One address at a time, at life speed: how late the answer comes, and how often it was asked for. */
export const single: Part = {
  name: 'single',
  waits: true,
  run: async () => {
    const sandbox = await startSandbox({ seed: SEED, taskSeconds: TASK_SECONDS, limit: LIMIT });
    try {
      await using server = await startServer(sandbox, { SNOVIO_RATE_LIMIT: String(LIMIT) });
      const waited = await verifyInLanes(server);
      const took = taskTimes(sandbox);
      const shares = [...waited].map(([email, ms]) => share(ms, took.get(email)));
      const polls = count(sandbox, RESULT) / count(sandbox, START);
      const from = `${shares.length} tasks of 3 to 8 s, seed ${SEED}`;
      return [
        atMost('answer to a single verification over its task’s own time, mean', mean(shares), 1.25, {
          from,
        }),
        atMost('polls a task, mean', polls, 1.9),
      ];
    } finally {
      await sandbox.close();
    }
  },
};

/** Milliseconds to each address's answer. */
async function verifyInLanes(server: Server): Promise<Map<string, number>> {
  const waited = new Map<string, number>();
  let turn = Promise.resolve();
  const lane = async () => {
    for (const email of unknownAddresses(CALLS_A_LANE)) {
      const mine = turn;
      turn = mine.then(() => sleep(APART_MS));
      await mine;
      const began = performance.now();
      expectValid(await server.verify([email]));
      waited.set(email, performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return waited;
}

/** The sandbox's own draws, made again in the order in which the tasks were started, by address. */
function taskTimes(sandbox: Sandbox): Map<string, number> {
  const random = seeded(SEED);
  const [least, most] = TASK_SECONDS;
  const took = ofPath(sandbox, START).flatMap(({ query, body }) => {
    const ms = (least + random() * (most - least)) * 1000;
    // A machine that stalls lets two calls gather after all; they share a task then.
    return [{ ...query, ...body }.emails].flat().map(email => [String(email), ms] as const);
  });
  return new Map(took);
}

function share(waited: number, took: number | undefined): number {
  if (took === undefined) throw new Error('An address was answered without a task');
  if (waited < took) throw new Error('An answer came before its task had ended');
  return waited / took;
}
