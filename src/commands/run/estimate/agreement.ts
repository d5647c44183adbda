import { createInterface } from 'node:readline/promises';
import { SnovioError } from '../../../errors.ts';
import { counted } from '../../../text/counted.ts';
import { commandLine } from '../command-line.ts';
import type { Input } from '../input.ts';
import type { Job } from '../job.ts';
import type { CreditRange } from './credits.ts';
import { type DoneRows, type Estimate, estimateOf } from './estimate.ts';
import { estimateText } from './estimate-text.ts';

/** The most that a tool's `maxCredits` takes. The limit of the whole run is kept by the process's own limit. */
const MAX_CREDITS_ARGUMENT = 100_000;
/** A run that takes longer says so before it starts. */
const LONG_MINUTES = 2;

/** What a run may do. */
export interface Agreement {
  /** Whether it may start. */
  readonly agreed: boolean;
  /** Credits that each call may spend; undefined for free flows. */
  readonly maxCredits: number | undefined;
  /** What the rows that are left are expected to cost. */
  readonly credits: CreditRange;
}

/** Whether somebody sits before the terminal who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Sees to it that the user has agreed to what a run can cost, before anything is spent or written.
 * @param done rows that the output has already
 * @throws SnovioError `credit_ceiling` with the price where nobody has agreed and nobody can be asked
 */
export async function agreementOf(job: Job, input: Input, done: DoneRows): Promise<Agreement> {
  const { flow, config, priceAgreed } = job;
  const isAsked = flow.paid && !priceAgreed && !job.yes;
  const estimate = await estimateOf(job, input, done, isAsked && canAsk());
  const { most } = estimate.credits;
  const maxCredits = flow.paid
    ? Math.min(priceAgreed ? (config.maxCredits ?? 0) : most, MAX_CREDITS_ARGUMENT)
    : undefined;
  const isCheap = most <= config.maxCreditsPerCall;
  const isOpen = isAsked && !isCheap;
  if (isOpen || estimate.minutes >= LONG_MINUTES) process.stderr.write(estimateText(estimate, undefined));
  const { credits } = estimate;
  if (!isOpen) return { agreed: true, maxCredits, credits };
  if (estimate.list?.problem !== undefined) return { agreed: false, maxCredits, credits };
  if (canAsk()) return { agreed: await ask(estimate), maxCredits, credits };
  throw tooDear(most, config.maxCreditsPerCall, config.maxCreditsPerDay);
}

/** The command that goes on after an estimate: with the agreement that the run needs. */
export function goOnCommand(
  { flow, priceAgreed, yes, config }: Job,
  { credits: { most } }: Estimate,
): string {
  const isOpen = flow.paid && !priceAgreed && !yes && most > config.maxCreditsPerCall;
  return isOpen ? commandLine({ 'max-credits': String(most) }) : commandLine();
}

async function ask({ credits: { most } }: Estimate): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Spend up to ${counted(most, 'credit')}. Go on? [y/N] `);
    return /^(y|yes)$/i.test(answer.trim());
  } catch {
    // The end of the input, or Ctrl-C.
    return false;
  } finally {
    terminal.close();
  }
}

function tooDear(price: number, unasked: number, day: number): SnovioError {
  return new SnovioError('credit_ceiling', {
    message:
      `Up to ${counted(price, 'credit')} for these rows; ${unasked} may be spent unasked. To agree, repeat with ` +
      `--max-credits ${price}, or with --yes.${price > day ? ` SNOVIO_MAX_CREDITS_PER_DAY (${day}) stands in the way as well.` : ''}`,
  });
}
