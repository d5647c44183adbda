import { openApp } from '../../app/app.ts';
import { openAuditLog } from '../../audit/audit-log.ts';
import { hasCode } from '../../errors.ts';
import { createLog } from '../../log.ts';
import type { SpendingReport } from '../../spending/report.ts';
import { describeColumns } from './columns/describe-columns.ts';
import { maxCreditsOf } from './credit-limit.ts';
import { OutputFile } from './files/output-file.ts';
import { addedColumnsOf, isLastOf } from './files/output-rows.ts';
import { type Input, openInput } from './input.ts';
import type { Job } from './job.ts';
import type { RunResult } from './process-rows.ts';
import { Progress } from './progress.ts';
import { RepeatedRows } from './repeated-rows.ts';
import { runSteps } from './run-steps.ts';
import { completedText, interruptedText, ROW_ERRORS_TEXT, stoppedText } from './summary.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a job and tells how it ended.
 * @returns the exit code: 0 complete, 1 stopped, 130 or 143 interrupted by SIGINT or SIGTERM
 * @throws ConfigError, SnovioError when nothing was started
 */
export async function runJob(job: Job): Promise<number> {
  const input = await openInput(job);
  process.stderr.write(await describeColumns(job.flow, input));
  const total = input.table.totals.rows;
  const isLast = (added: readonly string[]) => isLastOf(job.flow, added);
  const output = await OutputFile.open(job.out, input.table, addedColumnsOf(job.flow), isLast);
  const progress = new Progress(process.stderr, total, output.rows);
  try {
    const maxCredits = job.flow.paid ? await maxCreditsOf(job, input, output.rows) : undefined;
    const { result, spending, signal } = await processUntilSignal(job, input, output, progress, maxCredits);
    progress.end();
    if (signal) {
      process.stderr.write(interruptedText(output.rows, total));
      return signal === 'SIGTERM' ? 143 : 130;
    }
    if (result.stop !== undefined || output.rows < total) {
      process.stderr.write(stoppedText(result, output.rows, total, spending));
      return 1;
    }
    await output.complete();
    process.stdout.write(completedText(job.out, result, total));
    if (result.statuses.has('error')) process.stderr.write(ROW_ERRORS_TEXT);
    return 0;
  } finally {
    await output.close();
  }
}

interface JobEnd {
  readonly result: RunResult;
  readonly spending: SpendingReport;
  /** The signal that interrupted the run. */
  readonly signal: NodeJS.Signals | undefined;
}

/** Processes rows until all are done, the run has to stop or a signal arrives. */
async function processUntilSignal(
  job: Job,
  input: Input,
  output: OutputFile,
  progress: Progress,
  maxCredits: number | undefined,
): Promise<JobEnd> {
  const { config } = job;
  const repeated = await RepeatedRows.after(input, job.flow, output.rows);
  const audit = openAuditLog(config.auditLog ?? 'off', createLog(config.logLevel));
  const app = await openApp(config);
  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => interruption.abort(signal);
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    const account = app.accounts.ownAccount();
    const { signal } = interruption;
    const context = { snovio: account, policy: app.policy };
    const means = { context, audit, signal, maxCredits };
    const result = await runSteps(job, input, output, progress, repeated, means).catch(error => {
      if (signal.aborted && hasCode(error, 'cancelled')) return { spent: 0, statuses: new Map() };
      throw error;
    });
    return { result, spending: await account.spending(), signal: signal.aborted ? signal.reason : undefined };
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    await app.close();
    audit.close();
  }
}
