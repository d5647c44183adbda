import type { FaultRule, Sandbox } from '../../src/sandbox/index.ts';
import { type Answer, startHarness } from '../harness.ts';
import { hastySandbox } from './kit.ts';
import type { Subject } from './subjects.ts';
import { creditsCharged, judge, settled, type Verdict } from './tally.ts';

/** What becomes of the answer to a charged request. */
export interface Spoiling {
  readonly name: string;
  readonly rule: Omit<FaultRule, 'path'>;
  /** Whether Snov.io certainly charged nothing, so that the items are sent again and paid once. */
  readonly free?: boolean;
}

const after = { when: 'after' } as const;
/** Longer than a request may take at the suite's speed. */
const LATE_MS = 2200;

export const SPOILINGS: readonly Spoiling[] = [
  { name: 'dropped after the charge', rule: { kind: 'drop', ...after } },
  { name: 'dropped before the charge', rule: { kind: 'drop' } },
  { name: 'cut after the charge', rule: { kind: 'cut', ...after } },
  { name: 'late', rule: { kind: 'slow', delayMs: LATE_MS, ...after } },
  { name: 'never', rule: { kind: 'hang', ...after } },
  { name: '500 after the charge', rule: { kind: 'status', status: 500, ...after } },
  { name: '500 before the charge', rule: { kind: 'status', status: 500 } },
  { name: '502 in HTML', rule: { kind: 'html', ...after } },
  { name: 'HTML with 200', rule: { kind: 'html', status: 200, ...after } },
  { name: 'malformed', rule: { kind: 'malformed', ...after } },
  { name: '429 instead', rule: { kind: 'status', status: 429, headers: { 'retry-after': '0' } }, free: true },
  {
    name: '429 in plain text instead',
    rule: { kind: 'status', status: 429, body: 'Too Many Requests' },
    free: true,
  },
  { name: '401 instead', rule: { kind: 'status', status: 401 }, free: true },
];

export interface Spoilt {
  readonly verdict: Verdict;
  readonly charged: number;
  readonly told: number;
  readonly reserved: number;
  readonly answer: Answer;
}

/** Spoils the first charged answer of a call, and asks the same again. */
export async function runSpoilt(subject: Subject, { rule }: Spoiling): Promise<Spoilt> {
  const sandbox = await hastySandbox();
  const count = subject.many ? 3 : 1;
  const ceiling = subject.price(count);
  const env = {
    SNOVIO_API_GENERATION: subject.generation,
    SNOVIO_MAX_CREDITS_PER_DAY: String(ceiling),
  };
  await using server = await startHarness({ env, reuse: sandbox });
  try {
    spoil(sandbox, subject, rule);
    const args = subject.args(count, 0);
    const first = await server.call(subject.tool, args);
    const answer = await settled(() => server.call(subject.tool, args));
    const told = (first.structured?.credits?.spent ?? 0) + (answer.structured?.credits?.spent ?? 0);
    return {
      verdict: judge({ subject, sandbox, answer, ceiling }),
      charged: creditsCharged(sandbox),
      told,
      reserved: answer.structured?.credits?.reserved ?? 0,
      answer,
    };
  } finally {
    await sandbox.close();
  }
}

function spoil(sandbox: Sandbox, { charged: [path = ''] }: Subject, rule: Omit<FaultRule, 'path'>): void {
  sandbox.faults.add({ path, ...rule });
}
