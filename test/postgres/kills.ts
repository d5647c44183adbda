import { atMoment, type Moment, STAGES, toldBy } from '../faults/kill.ts';
import { type Spawned, spawnServer, wait } from '../faults/kit.ts';
import { SUBJECTS, type Subject } from '../faults/subjects.ts';
import {
  brief,
  creditsCharged,
  doubtsIn,
  type Evidence,
  judge,
  settled,
  type Verdict,
} from '../faults/tally.ts';
import type { Answer } from '../harness.ts';
import { startCluster } from './cluster.ts';
import { type Deployment, deploy, mostInAWindow, recordSlots } from './copies.ts';

/** Who dies. */
type Victim = 'copy' | 'database' | 'both';
const VICTIMS: readonly Victim[] = ['copy', 'database', 'both'];
/** Requests that two calls of up to twelve items make; a moment beyond the last one never comes. */
const REQUESTS = { v1: 14, v2: 10 };
/** Each round asks about items that no other has asked about. */
const ITEMS = 24;

/** What happens in a round. */
interface Round {
  readonly subject: Subject;
  readonly count: number;
  /** How many items further on the second copy's call begins. */
  readonly shift: number;
  readonly victim: Victim;
  /** Counted from the first request of the round. */
  readonly moment: Moment;
  /** How long the database stays away, in milliseconds. */
  readonly awayMs: number;
}

function randomRound(random: () => number, generation: 'v1' | 'v2'): Round {
  const below = (n: number) => Math.floor(random() * n);
  const subjects = SUBJECTS.filter(each => each.many && each.generation === generation);
  const count = 1 + below(ITEMS / 2);
  return {
    subject: subjects[below(subjects.length)] as Subject,
    count,
    shift: below(count + 1),
    victim: VICTIMS[below(VICTIMS.length)] as Victim,
    moment: {
      request: below(REQUESTS[generation]),
      stage: STAGES[below(STAGES.length)] as Moment['stage'],
      delayMs: random() < 0.5 ? 0 : below(60),
    },
    awayMs: random() < 0.5 ? 0 : below(600),
  };
}

export interface KillsOptions {
  readonly rounds: number;
  readonly generation: 'v1' | 'v2';
  readonly random: () => number;
  /** Hears of each round, whether its moment came, and what was wrong with it. */
  readonly onRound: (name: string, hit: boolean, verdict: Verdict, wrong: string | undefined) => void;
}

/**
 * Two copies and their database, one of which dies at a random moment of each round while both copies are asked for
 * overlapping items; then it is started again, and both are asked the same until nothing is open.
 * @returns the most requests of a window, over all rounds
 */
export async function runKills({ rounds, generation, random, onRound }: KillsOptions): Promise<number> {
  await using cluster = await startCluster();
  await using place = await deploy(cluster);
  const env = place.env({ SNOVIO_API_GENERATION: generation, SNOVIO_WAIT_SECONDS: '20' });
  const copies = await Promise.all([spawnServer(env), spawnServer(env)]);
  try {
    for (const copy of copies) await copy.call('get_balance', {});
    await recordSlots(place);
    for (let n = 0; n < rounds; n += 1) {
      const round = randomRound(random, generation);
      const { hit, verdict, wrong } = await runRound(round, n * ITEMS, place, copies, {
        kill: () => cluster.kill(),
        start: async () => {
          await wait(round.awayMs);
          await cluster.start();
        },
        spawn: () => spawnServer(env),
      });
      onRound(`kill -9 of ${round.victim}, ${generation}`, hit, verdict, wrong);
    }
    return await mostInAWindow(place);
  } finally {
    for (const copy of copies) await copy.kill();
  }
}

interface Means {
  kill(): Promise<void>;
  start(): Promise<void>;
  spawn(): Promise<Spawned>;
}

async function runRound(
  round: Round,
  from: number,
  { sandbox, sql }: Deployment,
  copies: [Spawned, Spawned],
  means: Means,
) {
  const { subject, count, shift, victim, moment } = round;
  const args = [subject.args(count, from), subject.args(count, from + shift)] as const;
  const chargedBefore = sandbox.charges.length;
  let repaired: Promise<void> | undefined;
  const strike = async () => {
    const dead = copies[0];
    await Promise.all([
      victim !== 'database' ? dead.kill() : undefined,
      victim !== 'copy' ? means.kill() : undefined,
    ]);
    if (victim !== 'copy') await means.start();
    if (victim !== 'database') copies[0] = await means.spawn();
  };
  let isOver = false;
  atMoment(sandbox, moment, async () => {
    // A delayed moment may come when both calls are answered: then there is nothing to strike.
    if (!isOver) repaired = strike();
  });
  const first = await Promise.all(
    copies.map((copy, n) => copy.call(subject.tool, args[n] ?? {}).catch(() => undefined)),
  );
  isOver = true;
  sandbox.faults.clear();
  await repaired;
  const last = await Promise.all(
    copies.map((copy, n) => settled(() => copy.call(subject.tool, args[n] ?? {}))),
  );
  const charges = sandbox.charges.slice(chargedBefore);
  const verdict = await verdictOf(round, charges, last, sql, sandbox.charges);
  const told = [...first, ...last].reduce((sum, answer) => sum + toldBy(answer), 0);
  const charged = creditsCharged({ charges });
  const mayDoubt = repaired !== undefined && victim !== 'database';
  const { doubleCharges, lostResults, ceilingBreaches, inDoubt } = verdict;
  const isClean = doubleCharges + lostResults + ceilingBreaches === 0 && (inDoubt === 0 || mayDoubt);
  const wrong =
    isClean && told <= charged
      ? undefined
      : JSON.stringify({
          ...round,
          subject: subject.name,
          ...verdict,
          told,
          charged,
          answers: last.map(brief),
        });
  return { hit: repaired !== undefined, verdict, wrong };
}

type Charges = Evidence['sandbox']['charges'];

/** Both answers together, against what was charged in the round; a breach: the ledger counts less than was charged. */
async function verdictOf(
  { subject }: Round,
  charges: Charges,
  answers: readonly Answer[],
  sql: Deployment['sql'],
  all: Charges,
): Promise<Verdict> {
  const results = answers.flatMap(({ structured }) => structured?.results ?? []);
  const answer = { ...answers[0], structured: { ...answers[0]?.structured, results } } as Answer;
  const [line] = await sql<{ counted: number }>(
    'SELECT COALESCE(SUM(credits), 0) AS counted FROM snovio_mcp.spend',
  );
  const verdict = judge({ subject, sandbox: { charges }, answer, ceiling: Number.POSITIVE_INFINITY });
  const inDoubt = answers.reduce((sum, each) => sum + doubtsIn(each), 0);
  return {
    ...verdict,
    inDoubt,
    ceilingBreaches: creditsCharged({ charges: all }) > Number(line?.counted) ? 1 : 0,
  };
}
