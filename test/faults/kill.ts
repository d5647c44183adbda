import type { LoggedRequest, Sandbox, Stage } from '../../src/sandbox/index.ts';
import type { Answer } from '../harness.ts';
import { environmentOf, hastySandbox, spawnServer, stateDirectory, wait } from './kit.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { creditsCharged, judge, sentIn, settled, type Verdict } from './tally.ts';

/** When the process dies: at a stage of the n-th request that the sandbox sees, or a moment later. */
export interface Moment {
  readonly request: number;
  readonly stage: Stage;
  readonly delayMs: number;
}

export interface KillRun {
  readonly subject: Subject;
  readonly count: number;
  readonly moment: Moment;
}

export const STAGES: readonly Stage[] = ['received', 'charged', 'answered'];
/** Requests of a call of twelve items, polls included; a moment beyond the last request never comes. */
const REQUESTS: Record<'v1' | 'v2', number> = { v1: 12, v2: 8 };

/** A run at random. */
export function randomRun(random: () => number): KillRun {
  const below = (n: number) => Math.floor(random() * n);
  const subject = SUBJECTS[below(SUBJECTS.length)] as Subject;
  const count = subject.many ? 1 + below(12) : 1;
  const request = below(subject.many ? REQUESTS[subject.generation] : 5);
  const delayMs = random() < 0.5 ? 0 : below(60);
  return { subject, count, moment: { request, stage: STAGES[below(3)] as Stage, delayMs } };
}

export interface Killed {
  readonly verdict: Verdict;
  /** Items whose row said `sent` when the process was dead: all that may be in doubt. */
  readonly excused: number;
  /** Credits that both answers told, and that were charged. */
  readonly told: number;
  readonly charged: number;
  readonly answer: Answer;
}

/** Kills the server at that moment, starts another on the same ledger, and asks the same again. */
export async function runKilled({ subject, count, moment }: KillRun): Promise<Killed> {
  using state = stateDirectory();
  const sandbox = await hastySandbox();
  const ceiling = subject.price(count);
  const env = environmentOf(sandbox, state.path, {
    SNOVIO_API_GENERATION: subject.generation,
    SNOVIO_MAX_CREDITS_PER_DAY: String(ceiling),
  });
  try {
    const args = subject.args(count, 0);
    const first = await spawnServer(env);
    atMoment(sandbox, moment, () => first.kill());
    const before = await first.call(subject.tool, args).catch(() => undefined);
    await first.kill();
    sandbox.faults.clear();
    const excused = sentIn(state.path);
    await using second = await spawnServer(env);
    const answer = await settled(() => second.call(subject.tool, args));
    const told = toldBy(before) + toldBy(answer);
    const charged = creditsCharged(sandbox);
    return { verdict: judge({ subject, sandbox, answer, ceiling }), excused, told, charged, answer };
  } finally {
    await sandbox.close();
  }
}

/** Credits that an answer tells as spent. */
export function toldBy(answer: Answer | undefined): number {
  return answer?.structured?.credits?.spent ?? 0;
}

/** Does something at a moment, once. */
export function atMoment(sandbox: Sandbox, moment: Moment, act: () => Promise<void>): void {
  const order: LoggedRequest[] = [];
  sandbox.faults.add({
    path: /./,
    kind: 'pass',
    times: Number.POSITIVE_INFINITY,
    on: async (stage, request) => {
      if (stage === 'received') order.push(request);
      if (order.indexOf(request) !== moment.request || stage !== moment.stage) return;
      await wait(moment.delayMs);
      await act();
    },
  });
}
