import { afterAll, describe, expect, test } from 'vitest';
import { isEvery, sampleOf } from '../sample.ts';
import { type Ended, PLACES, runCancelled, runStopped, type Stop } from './endings.ts';
import { type KillRun, randomRun, runKilled } from './kill.ts';
import { inLanes, randomFrom } from './kit.ts';
import { runTwenty, runTwoProcesses } from './parallel.ts';
import { runShared } from './shared.ts';
import { runSpoilt, SPOILINGS, type Spoiling } from './spoiled.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { brief, Tally } from './tally.ts';

/** SNOVIO_FAULT_RUNS: how many random moments to kill at; 1000 for a thorough run (some ten minutes). */
const RUNS = Number(process.env.SNOVIO_FAULT_RUNS ?? (isEvery ? 200 : 60));
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
  test(`${RUNS} moments at random (seed ${SEED})`, { timeout: Math.max(180_000, RUNS * 3000) }, async () => {
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
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });
});

describe('the answer to a charged request is spoilt, then the same call again', () => {
  test.each(SPOILINGS)('$name', async spoiling => {
    const wrong: string[] = [];
    const subjects = sampleOf(SUBJECTS, 6, SPOILINGS.indexOf(spoiling));
    await inLanes(subjects, 6, async subject => {
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
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });
});

describe('the call ends, then is made again', () => {
  const flows = SUBJECTS.filter(each => !each.tool.startsWith('add_'));

  function wrongWith(subject: Subject, { verdict, charged, told, cut, answer }: Ended): string[] {
    const { inDoubt, doubleCharges, lostResults, ceilingBreaches } = verdict;
    const clean = inDoubt + doubleCharges + lostResults + ceilingBreaches + cut === 0;
    return clean && told <= charged
      ? []
      : [JSON.stringify({ subject: subject.name, ...verdict, cut, charged, told, answer: brief(answer) })];
  }

  test.each(PLACES)('cancelled: $name', async where => {
    const wrong: string[] = [];
    await inLanes(sampleOf(flows, 6, PLACES.indexOf(where)), 4, async each => {
      const ended = await runCancelled(each, where);
      tally.add('cancelled', ended.verdict);
      wrong.push(...wrongWith(each, ended));
    });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });

  // Each starts two processes for every flow.
  test.each(PLACES)('SIGTERM, or the input ends: $name', { timeout: 120_000 }, async where => {
    const wrong: string[] = [];
    const turn = PLACES.indexOf(where);
    await inLanes(sampleOf([...flows.entries()], 14, turn), 5, async ([n, each]) => {
      const stop: Stop = n % 2 === turn % 2 ? 'SIGTERM' : 'input ended';
      const ended = await runStopped(each, stop, where);
      tally.add(stop, ended.verdict);
      wrong.push(...wrongWith(each, ended));
    });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });

  test.each(
    (['v1', 'v2'] as const).flatMap(generation =>
      (['received', 'charged', 'answered'] as const).map(stage => ({ generation, stage })),
    ),
  )('one of two that share a batch is cancelled: $generation, $stage', async ({ generation, stage }) => {
    const { verdict, told, charged } = await runShared(generation, stage);
    tally.add('cancelled, shared', verdict);
    expect(verdict).toEqual({ doubleCharges: 0, lostResults: 0, ceilingBreaches: 0, inDoubt: 0 });
    expect([told, charged]).toEqual([9, 9]);
  });
});

describe('at once', () => {
  test.each(sampleOf(SUBJECTS, 6).map(each => [each.name, each] as const))(
    '20 calls of %s whose items overlap',
    async (_, each) => {
      const { verdict, charged, told } = await runTwenty(each);
      tally.add('20 calls at once', verdict);
      expect(verdict).toEqual({ doubleCharges: 0, lostResults: 0, ceilingBreaches: 0, inDoubt: 0 });
      if (!each.tool.startsWith('add_')) expect(told).toBe(charged);
    },
  );

  test('two processes on one state directory, 500 addresses', { timeout: 120_000 }, async () => {
    const { verdict, charged, told, crowded } = await runTwoProcesses(SEED);
    tally.add('two processes', verdict);
    expect(verdict).toEqual({ doubleCharges: 0, lostResults: 0, ceilingBreaches: 0, inDoubt: 0 });
    expect([charged, told]).toEqual([500, 500]);
    expect(crowded).toBeGreaterThan(30);
    expect(crowded).toBeLessThanOrEqual(60);
  });
});
