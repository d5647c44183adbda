import type { Charge, Mailed } from '../../../src/sandbox/index.ts';
import { tokensOf } from '../../tokens.ts';
import { callsIn, listTokens } from '../record/calls.ts';
import type { Passed } from '../record/messages.ts';
import type { Task } from '../task.ts';
import { changesBetween, type Snapshot } from '../world/snapshot.ts';
import { judgeAnswer } from './answer.ts';
import { judgeEnd } from './end.ts';

/** All that the judge looks at. */
export interface Evidence {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Charges of earlier days, and those of the task. */
  readonly earlier: readonly Charge[];
  readonly charges: readonly Charge[];
  readonly mailed: readonly Mailed[];
  /** Requests to Snov.io. */
  readonly requests: number;
  /** What passed between host and server. */
  readonly passed: readonly Passed[];
  /** The agent's last words; undefined if they are not known. */
  readonly answer: string | undefined;
}

/** Something that was looked at. */
export interface Check {
  readonly what: string;
  /** Undefined if it could not be judged. */
  readonly ok: boolean | undefined;
  /** What was found, where it is not what was wanted. */
  readonly found?: string;
}

export interface Figures {
  readonly calls: number;
  /** Tokens of all answers of tools. */
  readonly tokens: number;
  readonly credits: number;
  readonly requests: number;
  /** Tokens of the list of tools. */
  readonly listTokens: number;
}

export interface Verdict {
  readonly checks: readonly Check[];
  readonly figures: Figures;
  /** `open`: nothing is wrong, but the agent's answer is not known and should be. */
  readonly outcome: 'reached' | 'missed' | 'open';
}

/** Judges how a task has ended. */
export function judge(task: Task, evidence: Evidence): Verdict {
  const figures = figuresOf(evidence);
  const checks = [
    ...judgeEnd(task.end, changesBetween(evidence.before, evidence.after)),
    ...judgeAnswer(task.answer, evidence.answer),
    ...judgeEffects(evidence),
    atMost('credits', figures.credits, task.most.credits),
    ...optionally('requests to Snov.io', figures.requests, task.most.requests),
    ...optionally('tokens of answers', figures.tokens, task.most.tokens),
  ];
  return { checks, figures, outcome: outcomeOf(checks) };
}

function outcomeOf(checks: readonly Check[]): Verdict['outcome'] {
  if (checks.some(({ ok }) => ok === false)) return 'missed';
  return checks.every(({ ok }) => ok) ? 'reached' : 'open';
}

function figuresOf({ passed, charges, requests }: Evidence): Figures {
  const calls = callsIn(passed);
  return {
    calls: calls.length,
    tokens: calls.reduce((sum, { answer = '' }) => sum + tokensOf(answer), 0),
    credits: charges.reduce((sum, { credits }) => sum + credits, 0),
    requests,
    listTokens: listTokens(passed),
  };
}

function judgeEffects({ earlier, charges, mailed }: Evidence): Check[] {
  return [
    nothing(
      'no mail went out',
      mailed.map(({ email, campaign }) => `${email}, by ${campaign}`),
    ),
    nothing('nothing was paid for twice', paidTwice(earlier, charges)),
  ];
}

/** The items of these charges that had been charged for before. */
function paidTwice(earlier: readonly Charge[], charges: readonly Charge[]): string[] {
  const keyOf = ({ method, item }: Charge) => `${item} (${method})`;
  const paid = new Set(earlier.map(keyOf));
  return charges.map(keyOf).filter(key => {
    const again = paid.has(key);
    paid.add(key);
    return again;
  });
}

/** That a list of what should not have happened is empty. */
function nothing(what: string, happened: readonly string[]): Check {
  return happened.length === 0 ? { what, ok: true } : { what, ok: false, found: happened.join('; ') };
}

function atMost(what: string, value: number, most: number): Check {
  return { what: `at most ${most.toLocaleString('en')} ${what}`, ok: value <= most, found: String(value) };
}

function optionally(what: string, value: number, most: number | undefined): Check[] {
  return most === undefined ? [] : [atMost(what, value, most)];
}
