import { afterAll, expect, test } from 'vitest';
import { randomFrom } from '../faults/kit.ts';
import { Tally } from '../faults/tally.ts';
import { LIMIT } from './copies.ts';
import { runKills } from './kills.ts';

/** SNOVIO_FAULT_RUNS: how many random moments; 1000 for a thorough run (some half an hour). */
const RUNS = Number(process.env.SNOVIO_FAULT_RUNS ?? 24);
/** SNOVIO_FAULT_SEED: repeats the moments of an earlier run, whose seed was printed. */
const SEED = Number(process.env.SNOVIO_FAULT_SEED ?? Math.floor(Math.random() * 1e9));
const LANES = ['v1', 'v2', 'v1', 'v2'] as const;

const tally = new Tally();
let hits = 0;

afterAll(() => console.log(`\n${tally}\nseed ${SEED}, ${hits} moments came`));

test(`two copies or their database die at ${RUNS} moments (seed ${SEED}): nothing is paid twice or lost`, {
  timeout: 120_000 + RUNS * 5000,
}, async () => {
  const wrong: string[] = [];
  const most = await Promise.all(
    LANES.map((generation, lane) =>
      runKills({
        rounds: Math.ceil(RUNS / LANES.length),
        generation,
        random: randomFrom(SEED + lane),
        onRound: (name, hit, verdict, mistake) => {
          tally.add(name, verdict);
          if (hit) hits += 1;
          if (mistake) wrong.push(mistake);
        },
      }),
    ),
  );
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  expect(Math.max(...most)).toBeLessThanOrEqual(LIMIT);
  expect(hits).toBeGreaterThan(RUNS / 3);
});
