import type { AuditLog } from '../../audit/audit-log.ts';
import { DEFAULT_WAIT_SECONDS } from '../../config/settings.ts';
import { explain, hasCode, SnovioError } from '../../errors.ts';
import { runAudited } from '../../mcp/audit-call.ts';
import { parseArguments } from '../../mcp/run-tool.ts';
import type { CallContext } from '../../snovio/call-context.ts';
import type { Context, Tool } from '../../tool.ts';
import type { OutputFile } from './files/output-file.ts';
import type { Input } from './input.ts';
import type { Job } from './job.ts';
import { processRows, type RunResult } from './process-rows.ts';
import type { Progress } from './progress.ts';
import type { RepeatedRows } from './repeated-rows.ts';
import { targetListOf } from './target-list.ts';

/** What the tools of a run work with. */
export interface Means {
  readonly context: Omit<Context, 'call'>;
  readonly audit: AuditLog;
  readonly signal: AbortSignal;
  /** Credits that a call may spend; undefined for free flows. */
  readonly maxCredits: number | undefined;
}

/**
 * Runs the flow's steps over the rows that are left; before that it sees to the list that people are saved to.
 * @throws SnovioError `cancelled` when the signal is aborted, `invalid_input` when the input cannot be read
 */
export async function runSteps(
  job: Job,
  input: Input,
  output: OutputFile,
  progress: Progress,
  repeated: RepeatedRows,
  means: Means,
): Promise<RunResult> {
  const { flow, tool, nextTool, config } = job;
  const { context, audit, signal, maxCredits } = means;
  const list = await targetListOf(job, input.table.totals.rows, context, signal).catch(stopBy);
  if (list instanceof SnovioError) return { spent: 0, statuses: new Map(), stop: explain(list).text };
  const askOf = (asked: Tool) => (args: object, call: CallContext) =>
    runAudited(asked, parseArguments(asked, args), { ...context, call }, audit);
  const settings = {
    flow,
    options: { ...job.options, list },
    ask: askOf(tool),
    maxCredits,
    waitSeconds: config.waitSeconds ?? DEFAULT_WAIT_SECONDS,
    windowMs: config.rateWindowMs,
    signal,
    onWait: (text: string) => progress.note(text),
  };
  const next = flow.next &&
    nextTool && { ...settings, flow: flow.next, ask: askOf(nextTool), maxCredits: undefined };
  return processRows(input, output, { ...settings, next }, progress, repeated);
}

/** @throws what ends the run without a word of its own */
function stopBy(error: unknown): SnovioError {
  if (error instanceof SnovioError && !hasCode(error, 'cancelled')) return error;
  throw error;
}
