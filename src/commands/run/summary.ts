import type { SpendingReport } from '../../spending/report.ts';
import type { RunResult } from './process-rows.ts';

const RESUME = 'The same command goes on from there; what is paid for is not paid again.';

/** Told when a complete output holds rows with an error. */
export const ROW_ERRORS_TEXT =
  'snovio_reason says what went wrong with single rows; in_doubt and task_lost may have been charged and are never paid again by themselves.\n';

export function completedText(out: string, { statuses, spent }: RunResult, total: number): string {
  const counts = [...statuses].map(([status, count]) => `, ${count} ${status}`).join('');
  return `${out}: ${total} rows${counts}. Credits spent: ${spent}.\n`;
}

export function interruptedText(done: number, total: number): string {
  return `Interrupted: ${done} of ${total} rows are done. ${RESUME}\n`;
}

export function stoppedText(
  { stop, spent }: RunResult,
  done: number,
  total: number,
  { left }: SpendingReport,
): string {
  const dayLimit = left.day === 0 ? " (today's limit, SNOVIO_MAX_CREDITS_PER_DAY)" : '';
  const runLimit = left.process === 0 ? ' (--max-credits)' : '';
  const reason = inFlags(stop ?? 'the input has become shorter');
  return `Stopped: ${reason}${dayLimit}${runLimit}. ${done} of ${total} rows are done, credits spent: ${spent}. ${RESUME}\n`;
}

/** Replaces the arguments that a tool's message advises an agent to set by the flags of this command. */
function inFlags(message: string): string {
  return message
    .replace('allowSending: true', '--confirm-sending')
    .replace('the id you mean', '--list ID')
    .replace(/\.$/, '');
}
