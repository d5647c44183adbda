import { afterAll, describe, expect, test } from 'vitest';
import { type KillRun, randomRun, runKilled } from './kill.ts';
import { inLanes, randomFrom } from './kit.ts';
import { runSpoilt, SPOILINGS, type Spoiling } from './spoiled.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { brief, Tally } from './tally.ts';

/** SNOVIO_FAULT_RUNS: how many random moments to kill at; 1000 for a thorough run (some ten minutes). */
const RUNS = Number(process.env.SNOVIO_FAULT_RUNS ?? 200);
/** SNOVIO_FAULT_SEED: repeats the moments of an earlier run, whose seed was printed. */
const SEED = Number(process.env.SNOVIO_FAULT_SEED ?? Math.floor(Math.random() * 1e9));
const LANES = 10;

const tally = new Tally();

/** Whether nobody can tell if a spoilt answer was charged: v1 has reads that prove it, and one that disproves it. */
function mayDoubt({ name }: Subject, { free, rule }: Spoiling): boolean {
  if (free) return false;
  if (/verif.* v1$/.test(name)) return false;
  const charged = rule.when === 'after';
  return !(charged && /^(find|add)_.* v1$/.test(name));
}

afterAll(() => console.log(`\n${tally}\nseed ${SEED}`));

describe('kill -9 at any moment, then the same call again', () => {
  test(`${RUNS} moments at random (seed ${SEED})`, { timeout: RUNS * 3000 }, async () => {
    const random = randomFrom(SEED);
    const runs = Array.from({ length: RUNS }, () => randomRun(random));
    const wrong: string[] = [];
    await inLanes(runs, LANES, async (run: KillRun) => {
      const { verdict, excused, told, charged, answer } = await runKilled(run);
      tally.add('kill -9', verdict);
      const clean = verdict.doubleCharges + verdict.lostResults + verdict.ceilingBreaches === 0;
      if (clean && verdict.inDoubt <= excused && told <= charged) return;
      const { subject, ...rest } = run;
      wrong.push(
        JSON.stringify({
          subject: subject.name,
          ...rest,
          ...verdict,
          excused,
          told,
          charged,
          answer: brief(answer),
        }),
      );
    });
    expect(wrong).toEqual([]);
  });
});

describe('the answer to a charged request is spoilt, then the same call again', () => {
  test.each(SPOILINGS)('$name', async spoiling => {
    const wrong: string[] = [];
    await inLanes(SUBJECTS, 6, async subject => {
      const { verdict, charged, told, reserved, answer } = await runSpoilt(subject, spoiling);
      tally.add('answer spoilt', verdict);
      const clean = verdict.doubleCharges + verdict.lostResults + verdict.ceilingBreaches === 0;
      const counted = verdict.inDoubt > 0 ? told <= charged : told + reserved === charged;
      const paid = !spoiling.free || charged === subject.price(subject.many ? 3 : 1);
      if (clean && counted && paid && (verdict.inDoubt === 0 || mayDoubt(subject, spoiling))) return;
      wrong.push(
        JSON.stringify({ subject: subject.name, ...verdict, charged, told, reserved, answer: brief(answer) }),
      );
    });
    expect(wrong).toEqual([]);
  });
});
