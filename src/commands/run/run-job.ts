import { setFlagsFromString } from 'node:v8';
import { openApp } from '../../app/app.ts';
import { openAuditLog } from '../../audit/audit-log.ts';
import { hasCode, SnovioError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { describeColumns } from './columns/describe-columns.ts';
import { commandLine } from './command-line.ts';
import { type Agreement, agreementOf, goOnCommand } from './estimate/agreement.ts';
import { type DoneRows, estimateOf } from './estimate/estimate.ts';
import { estimateText } from './estimate/estimate-text.ts';
import { checkOutputName, openOutput, rowsInOutput } from './files/open-output.ts';
import type { AddedColumns, Output } from './files/output.ts';
import { addedColumnsOf } from './files/output-rows.ts';
import { temporaryPart } from './files/temporary-folder.ts';
import { UnwritableError } from './files/unwritable.ts';
import { type Input, openInput } from './input.ts';
import { Interruption } from './interruption.ts';
import type { Job } from './job.ts';
import type { RunResult } from './process-rows.ts';
import { Progress } from './progress/progress.ts';
import {
  brokenOffText,
  completedText,
  interruptedText,
  leftText,
  ROW_ERRORS_TEXT,
  type RunFacts,
  STOPPING_TEXT,
  type Stop,
  stoppedText,
} from './progress/summary.ts';
import { RepeatedRows } from './repeated-rows.ts';
import { ledgerOf, otherLedgerText } from './resume/ledger.ts';
import { checkPart, lockPart, openPart } from './resume/part.ts';
import { PartRecord } from './resume/part-record.ts';
import { PartRows } from './resume/part-rows.ts';
import { setAside } from './resume/set-aside.ts';
import { runSteps } from './run-steps.ts';

const tell = (text: string) => void process.stderr.write(text);

/**
 * Runs a job and tells how it ended.
 * @returns the exit code: 0 complete or estimated, 1 stopped, not agreed to or the list is refused, 130 or 143 interrupted by SIGINT or SIGTERM
 * @throws ConfigError, SnovioError when nothing was started
 */
export async function runJob(job: Job): Promise<number> {
  limitMemory();
  checkOutputName(job.out);
  const input = await openInput(job);
  for (const note of input.table.notes) tell(`${note}\n`);
  tell(await describeColumns(job.flow, input));
  const rows = new PartRows(job.flow);
  if (!job.fresh && job.out !== '-') checkPart(`${job.out}.part`, job.settings);
  const doneRows = job.fresh ? 0 : await rowsInOutput(job.out, input.table, addedTo(job, rows));
  rows.end();
  const done = { rows: doneRows, counts: rows.counts.statuses };
  if (job.estimate) return await tellEstimate(job, input, done);
  const agreement = await agreementOf(job, input, done);
  if (agreement.agreed) return await startRun(job, input, agreement);
  tell('Nothing was spent, and nothing written.\n');
  return 1;
}

function addedTo({ flow }: Job, rows: PartRows): AddedColumns {
  return { names: addedColumnsOf(flow), isRowForRow: !flow.outputRows, isLast: rows.add };
}

/**
 * Rows leave much garbage, which Node.js would let grow to three times what lives before it is collected. A run waits for
 * Snov.io and not for this, so it is collected early.
 */
function limitMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=60');
}

async function startRun(job: Job, input: Input, agreement: Agreement): Promise<number> {
  const isStdout = job.out === '-';
  const path = isStdout ? temporaryPart() : `${job.out}.part`;
  using _ = lockPart(path);
  if (job.fresh && !isStdout) for (const kept of setAside(job.out)) tell(`${kept}\n`);
  const { record, discard } = openPart(path, job.settings);
  const rows = new PartRows(job.flow);
  const output = await openOutput(job.out, input.table, addedTo(job, rows));
  rows.end();
  const caused: Caused = { credits: 0, isKnown: true };
  tellOtherLedger(job, path, record.ledger);
  try {
    record.startRun(ledgerOf(job.config));
    return await runRows({ job, input, output, rows, record, agreement, caused });
  } finally {
    await output.close();
    if (output.rows === 0 && caused.isKnown && caused.credits === 0) discard();
  }
}

/** Warns where what the last run has paid for without writing it down is not known. @param before its ledger */
function tellOtherLedger({ flow, config }: Job, path: string, before: string | undefined): void {
  const note = otherLedgerText(path, before, ledgerOf(config));
  if (note !== undefined && flow.paid && !config.sandbox) tell(`${note}\n`);
}

async function tellEstimate(job: Job, input: Input, done: DoneRows): Promise<number> {
  if (done.rows > 0) tellOtherLedger(job, `${job.out}.part`, PartRecord.read(`${job.out}.part`)?.ledger);
  const estimate = await estimateOf(job, input, done, true);
  const isStuck = estimate.list?.problem !== undefined;
  const command = isStuck ? undefined : goOnCommand(job, estimate);
  if (job.estimate === 'text') tell(estimateText(estimate, command));
  else process.stdout.write(`${JSON.stringify({ ...estimate, command }, undefined, 2)}\n`);
  return isStuck ? 1 : 0;
}

/** Credits that this process has spent or reserved, whether an answer has told them or not. */
interface Caused {
  credits: number;
  /** False while rows are worked on. */
  isKnown: boolean;
}

/** What is left to do of a job. */
interface Rest {
  readonly job: Job;
  readonly input: Input;
  readonly output: Output;
  /** The rows that the output holds. */
  readonly rows: PartRows;
  readonly record: PartRecord;
  readonly agreement: Agreement;
  readonly caused: Caused;
}

/** Processes rows until all are done, the run has to stop or a signal arrives, and tells how it ended. */
async function runRows(rest: Rest): Promise<number> {
  const { job, output, record, rows, caused } = rest;
  const { paid } = job.flow;
  const totalRows = rest.input.table.totals.rows;
  const progress = new Progress(process.stderr, {
    totalRows,
    writtenRows: output.rows,
    paid,
    credits: rest.agreement.credits,
    windowMs: job.config.rateWindowMs,
  });
  const facts = (): RunFacts => ({
    part: job.out === '-' ? 'stdout' : `${job.out}.part`,
    doneRows: output.rows,
    totalRows,
    spent: paid ? progress.spent : undefined,
    spentInAll: paid ? record.credits : undefined,
    underWay: Math.max(0, caused.credits - progress.spent),
    // Begun anew it would not go on.
    command: commandLine({}, ['fresh']),
  });
  const told = (text: () => string) => () => {
    progress.end();
    tell(text());
  };
  const interruption = new Interruption({
    stopping: told(() => STOPPING_TEXT),
    left: told(() => leftText(facts())),
    crashed: told(() => brokenOffText(facts())),
  });
  try {
    const { result, ...stop } = await processUntilSignal(rest, progress, interruption.signal);
    progress.end();
    const { exitCode } = interruption;
    if (exitCode !== undefined) {
      tell(interruptedText(facts()));
      return exitCode;
    }
    if (result.stop !== undefined || output.rows < totalRows) {
      tell(stoppedText(facts(), { code: result.stopCode, reason: result.stop, ...stop }));
      return 1;
    }
    await output.complete();
    record.remove();
    const { statuses } = rows.counts;
    for (const note of output.notes) tell(`${note}\n`);
    const summary = completedText(job.out === '-' ? 'stdout' : job.out, statuses, facts());
    (job.out === '-' ? process.stderr : process.stdout).write(summary);
    if (statuses.has('error')) tell(ROW_ERRORS_TEXT);
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof UnwritableError) {
      tell(stoppedText(facts(), { code: undefined, reason: error.message, left: {} }));
      return 1;
    }
    // What stands in the way before anything is done says enough by itself.
    if (!(error instanceof SnovioError) || output.rows > 0) tell(brokenOffText(facts()));
    throw error;
  } finally {
    progress.end();
    interruption.close();
  }
}

interface JobEnd extends Pick<Stop, 'left' | 'dayFrees'> {
  readonly result: RunResult;
}

async function processUntilSignal(
  { job, input, output, rows, record, agreement, caused }: Rest,
  progress: Progress,
  signal: AbortSignal,
): Promise<JobEnd> {
  const { flow, config } = job;
  const repeated = await RepeatedRows.after(input, flow, output.rows, rows.found);
  const audit = openAuditLog(config.auditLog ?? 'off', createLog(config.logLevel));
  const app = await openApp(config);
  try {
    const account = app.accounts.ownAccount();
    progress.watchLimit(() => account.api.pace.delay('check'));
    const context = { snovio: account, policy: app.policy };
    const onSpent = (credits: number) => {
      progress.addSpent(credits);
      record.addCredits(credits);
    };
    const { maxCredits } = agreement;
    // The record's moment is of this machine's clock, what was paid when is of the store's.
    const since = app.accounts.store.now() - (Date.now() - record.startedAt);
    const means = { context, audit, signal, maxCredits, since, onSpent };
    const work = { input, output, progress, repeated, counts: rows.counts };
    caused.isKnown = false;
    const result = await runSteps(job, work, means)
      .catch(error => {
        if (signal.aborted && hasCode(error, 'cancelled')) return {};
        throw error;
      })
      .finally(async () => {
        // A request that has left may be charged after this; it is reserved, and so counted.
        Object.assign(caused, { credits: (await account.spending()).process, isKnown: true });
      });
    const { left, dayFrees } = await account.spending();
    return { result, left, dayFrees };
  } finally {
    await app.close();
    audit.close();
  }
}
