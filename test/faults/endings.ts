import type { FaultRule, Sandbox, Stage } from '../../src/sandbox/index.ts';
import { type Answer, startHarness } from '../harness.ts';
import { TOKEN } from '../snovio/flows/kit.ts';
import { departuresTo } from './departures.ts';
import { environmentOf, hastySandbox, spawnServer, stateDirectory, wait } from './kit.ts';
import type { Subject } from './subjects.ts';
import { creditsCharged, judge, sentIn, settled, type Verdict } from './tally.ts';

/** How a server is told to end. */
export type Stop = 'input ended' | 'SIGTERM';

/** At which request, and at which of its stages. */
export interface Where {
  readonly name: string;
  readonly request: 'token' | 'charged' | 'read';
  readonly stage: Stage;
}

export const PLACES: readonly Where[] = [
  { name: 'before anything is charged', request: 'token', stage: 'received' },
  { name: 'the charged request has arrived', request: 'charged', stage: 'received' },
  { name: 'it has been charged', request: 'charged', stage: 'charged' },
  { name: 'its answer has left', request: 'charged', stage: 'answered' },
  { name: 'a free read has arrived', request: 'read', stage: 'received' },
  { name: 'a free read was answered', request: 'read', stage: 'answered' },
];

export interface Ended {
  readonly verdict: Verdict;
  readonly charged: number;
  readonly told: number;
  /** Payments that the end of the process cut off. */
  readonly cut: number;
  readonly answer: Answer;
}

/** How long the request stands still while the end makes its way to the server. */
const HOLD_MS = 100;

/** Cancels a call there, and asks the same server the same again. */
export async function runCancelled(subject: Subject, where: Where): Promise<Ended> {
  const sandbox = await hastySandbox();
  const { args, ceiling, env } = plan(subject);
  await using server = await startHarness({ env, reuse: sandbox });
  using departures = departuresTo(sandbox, subject.charged);
  try {
    const leaving = new AbortController();
    const call = () => server.call(subject.tool, args);
    endAt(sandbox, subject, where, () => leaving.abort());
    const before = await server.call(subject.tool, args, { signal: leaving.signal }).catch(() => undefined);
    await wait(HOLD_MS);
    const left = departures.count();
    await wait(HOLD_MS);
    if (!before && departures.count() > left)
      throw new Error('A charged request left after the call had ended');
    const answer = await settled(call);
    return { ...facts(sandbox, subject, ceiling, before, answer), cut: 0 };
  } finally {
    await sandbox.close();
  }
}

/** Ends the server there, and asks another on the same ledger the same again. */
export async function runStopped(subject: Subject, end: Stop, where: Where): Promise<Ended> {
  using state = stateDirectory();
  const sandbox = await hastySandbox();
  const { args, ceiling, env } = plan(subject);
  const settings = environmentOf(sandbox, state.path, env);
  const first = await spawnServer(settings);
  try {
    endAt(sandbox, subject, where, () =>
      end === 'SIGTERM' ? first.signal('SIGTERM') : void first.endInput(),
    );
    const before = await first.call(subject.tool, args).catch(() => undefined);
    await first.endInput();
    const cut = sentIn(state.path);
    sandbox.faults.clear();
    await using second = await spawnServer(settings);
    const answer = await settled(() => second.call(subject.tool, args));
    return { ...facts(sandbox, subject, ceiling, before, answer), cut };
  } finally {
    await first.kill();
    await sandbox.close();
  }
}

function plan(subject: Subject) {
  const count = subject.many ? 12 : 1;
  const ceiling = subject.price(count);
  const env = {
    SNOVIO_API_GENERATION: subject.generation,
    SNOVIO_MAX_CREDITS_PER_DAY: String(ceiling),
  };
  return { args: subject.args(count, 0), ceiling, env };
}

function facts(
  sandbox: Sandbox,
  subject: Subject,
  ceiling: number,
  before: Answer | undefined,
  answer: Answer,
): Omit<Ended, 'cut'> {
  const told = (before?.structured?.credits?.spent ?? 0) + (answer.structured?.credits?.spent ?? 0);
  return {
    verdict: judge({ subject, sandbox, answer, ceiling }),
    charged: creditsCharged(sandbox),
    told,
    answer,
  };
}

function endAt(sandbox: Sandbox, subject: Subject, where: Where, end: () => void): void {
  const wanted: FaultRule['where'] = ({ path, template }) => {
    if (where.request === 'token') return path === TOKEN;
    return path !== TOKEN && subject.charged.includes(template) === (where.request === 'charged');
  };
  const on: FaultRule['on'] = async stage => {
    if (stage !== where.stage) return;
    end();
    await wait(HOLD_MS);
  };
  sandbox.faults.add({ path: /./, kind: 'pass', where: wanted, on });
}
