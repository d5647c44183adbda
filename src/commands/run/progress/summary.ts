import type { ErrorCode } from '../../../errors.ts';
import type { DayFrees } from '../../../spending/store.ts';
import { counted } from '../../../text/counted.ts';
import type { StatusCount } from '../resume/status-counts.ts';
import { clockTime } from './clock-time.ts';
import { inPerson } from './in-person.ts';

/** How far a run has come. */
export interface RunFacts {
  /** The output's path while it is not complete. */
  readonly part: string;
  readonly doneRows: number;
  readonly totalRows: number;
  /** Credits that answers of this run have told as spent; undefined where the flow is free. */
  readonly spent: number | undefined;
  /** Credits that this run has caused or reserved, and no answer has told yet. */
  readonly underWay: number;
  /** Credits of all runs that have worked on this output, where that is known. */
  readonly spentInAll?: number | undefined;
  /** The command that was typed. */
  readonly command: string;
}

/** Why a run has ended before its rows. */
export interface Stop {
  readonly code: ErrorCode | undefined;
  /** In the tool's words; undefined: the input has fewer rows than it had. */
  readonly reason: string | undefined;
  /** What the walls leave, in credits, and when the day's credits are free again, in milliseconds since the epoch. */
  readonly left: { readonly process?: number; readonly day?: number };
  readonly dayFrees?: DayFrees | undefined;
}

/** Told when a complete output holds rows with an error. */
export const ROW_ERRORS_TEXT =
  'snovio_reason says what went wrong with single rows; in_doubt and task_lost may have been charged and are never paid again by themselves. ' +
  'To ask about these anew, and perhaps pay twice, give this output as --csv with --retry in_doubt,task_lost.\n';

/** Told at once when a run is interrupted. */
export const STOPPING_TEXT =
  'Stopping: what is being paid for is waited for, at most 10 s. Ctrl-C again leaves at once.\n';

export function completedText(
  out: string,
  statuses: ReadonlyMap<string, StatusCount>,
  { totalRows, spent = 0, spentInAll, underWay }: RunFacts,
): string {
  const counts = [...statuses]
    .map(([status, count]) => `, ${count.rows} ${status}${reasonsOf(count)}`)
    .join('');
  const all =
    spentInAll === undefined || spentInAll === spent ? '' : ` in this run, ${spentInAll} in all runs`;
  const open =
    underWay > 0 ? ` Up to ${underWay} more may be charged for what is in doubt or greylisted.` : '';
  return `${out}: ${counted(totalRows, 'row')}${counts}. Credits spent: ${spent}${all}.${open}\n`;
}

/** The most frequent first: ` (40 not_valid, 3 duplicate)`. */
function reasonsOf({ reasons }: StatusCount): string {
  const told = [...reasons].sort(([, a], [, b]) => b - a).map(([reason, rows]) => `${rows} ${reason}`);
  return told.length > 0 ? ` (${told.join(', ')})` : '';
}

export function interruptedText(facts: RunFacts): string {
  return `Interrupted: ${howFar(facts)}\n${goOn(facts.command)}`;
}

/** Told when a second signal arrives. */
export function leftText(facts: RunFacts): string {
  return `Left at once: ${howFar(facts)} What was just being paid for may be in doubt.\n${goOn(facts.command)}`;
}

/** Told before the failure that has ended a run. */
export function brokenOffText(facts: RunFacts): string {
  return `Broken off: ${howFar(facts)}\n${goOn(facts.command)}`;
}

export function stoppedText(facts: RunFacts, stop: Stop): string {
  const { reason = 'the input has become shorter', left } = stop;
  const dayLimit = left.day === 0 ? " (today's limit, SNOVIO_MAX_CREDITS_PER_DAY)" : '';
  const runLimit = left.process === 0 ? ' (--max-credits)' : '';
  return `Stopped: ${inPerson(reason)}${dayLimit}${runLimit}. ${howFar(facts)}\n${adviceOf(facts, stop)}`;
}

function howFar({ doneRows, totalRows, spent, spentInAll, underWay, part }: RunFacts): string {
  const all = spentInAll === undefined || spentInAll === spent ? '' : `, in all runs: ${spentInAll}`;
  const open = underWay > 0 ? `, and up to ${underWay} more for what is under way or in doubt` : '';
  const credits = spent === undefined ? '' : `, credits spent: ${spent}${all}${open}`;
  const where = doneRows > 0 ? ` They are in ${part}.` : '';
  const verb = doneRows === 1 || totalRows === 1 ? 'is' : 'are';
  return `${doneRows} of ${counted(totalRows, 'row')} ${verb} done${credits}.${where}`;
}

function goOn(command: string): string {
  return `The same command goes on from there, and pays for nothing twice:\n  ${command}\n`;
}

/** What to do next. The command is only shown where it gets further. */
function adviceOf({ command }: RunFacts, { code, reason, left, dayFrees }: Stop): string {
  if (reason === undefined) return 'Give it the whole file again, or begin anew with another --out.\n';
  if (left.day === 0 && code === 'credit_ceiling') return `${dayInWords(dayFrees)}${goOn(command)}`;
  switch (code) {
    case 'not_enough_credits':
      return `Buy credits, or wait for the plan's renewal. ${goOn(command)}`;
    case 'plan_forbidden':
      return 'Choose a plan with API access at Snov.io, or ask its support; until then this stops again.\n';
    case 'unauthorized':
    case 'not_configured':
      return 'snovio-mcp doctor checks the credentials, and says what to correct.\n';
    case 'sending_not_allowed':
      return reason.includes('allowSending: true') || reason === 'this could send mail'
        ? `If the mail may go out, this goes on from there:\n  ${command} --confirm-sending\n`
        : '';
    case 'invalid_input':
    case 'not_found':
    case 'refused':
      return 'Correct that first: the same command would stop again.\n';
    default:
      return goOn(command);
  }
}

function dayInWords(frees: Stop['dayFrees']): string {
  if (!frees) return '';
  const [first, last] = [clockTime(frees.first), clockTime(frees.last)];
  const all = first === last ? '' : `, the last of them ${last}`;
  return `The credits of the last 24 hours are free again ${first}${all}. `;
}
