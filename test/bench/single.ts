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
      const polls = count(sandbox, RESULT) / took.size;
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

/** The sandbox's own draws, made again in the order in which the tasks were started. */
function taskTimes(sandbox: Sandbox): Map<string, number> {
  const random = seeded(SEED);
  const [least, most] = TASK_SECONDS;
  const starts = ofPath(sandbox, START).map(start => [{ ...start.query, ...start.body }.emails].flat());
  return new Map(starts.map(emails => [String(emails[0]), (least + random() * (most - least)) * 1000]));
}

function share(waited: number, took: number | undefined): number {
  if (took === undefined || waited < took) throw new Error('An answer cannot come before its task has ended');
  return waited / took;
}
