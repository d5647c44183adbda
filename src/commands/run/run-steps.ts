import type { AuditLog } from '../../audit/audit-log.ts';
import { DEFAULT_WAIT_SECONDS } from '../../config/settings.ts';
import { explain, hasCode, SnovioError } from '../../errors.ts';
import { runAudited } from '../../mcp/audit-call.ts';
import type { Wait } from '../../mcp/repeat/wait.ts';
import { parseArguments } from '../../mcp/run-tool.ts';
import type { Account } from '../../snovio/account.ts';
import type { CallContext } from '../../snovio/call-context.ts';
import type { Context, Tool } from '../../tool.ts';
import type { Job } from './job.ts';
import { processRows, type RunResult, type Work } from './process-rows.ts';
import { waitNote } from './progress/wait-note.ts';
import { targetListOf } from './target-list.ts';

/** What the tools of a run work with. */
export interface Means {
  readonly context: Omit<Context, 'call'> & { readonly snovio: Pick<Account, 'quotaFreesAt'> };
  readonly audit: AuditLog;
  readonly signal: AbortSignal;
  /** Credits that a call may spend; undefined for free flows. */
  readonly maxCredits: number | undefined;
  /** When the output was begun, by the store's clock. */
  readonly since: number;
  /** Hears of the credits that an answer tells as spent. */
  readonly onSpent: (credits: number) => void;
}

/**
 * Runs the flow's steps over the rows that are left; before that it sees to the list that people are saved to.
 * @throws SnovioError `cancelled` when the signal is aborted, `invalid_input` when the input cannot be read
 */
export async function runSteps(job: Job, work: Work, means: Means): Promise<RunResult> {
  const { flow, tool, nextTool, config } = job;
  const { context, audit, maxCredits, onSpent } = means;
  const broken = new AbortController();
  const signal = AbortSignal.any([means.signal, broken.signal]);
  const waiting = {
    windowMs: config.rateWindowMs,
    signal,
    onWait: (wait: Wait) => work.progress.note(waitNote(wait, context.snovio.quotaFreesAt)),
  };
  const list = await targetListOf(job, work.input.table.totals.rows, context, waiting).catch(stopBy);
  if (list instanceof SnovioError) return { stop: explain(list).text, stopCode: list.code };
  const askOf = (asked: Tool) => async (args: object, call: CallContext) => {
    const answer = await runAudited(asked, parseArguments(asked, args), { ...context, call }, audit);
    onSpent(spentIn(answer));
    return answer;
  };
  const settings = {
    flow,
    options: { ...job.options, list },
    ask: askOf(tool),
    maxCredits,
    waitSeconds: config.waitSeconds ?? DEFAULT_WAIT_SECONDS,
    ...waiting,
    // What this output has paid for anew is not paid for again when it is gone on with.
    ...(job.retry && { call: { since: means.since } }),
  };
  const next = flow.next &&
    nextTool && { ...settings, flow: flow.next, ask: askOf(nextTool), maxCredits: undefined };
  try {
    return await processRows(work, { ...settings, next });
  } catch (error) {
    // Where rows cannot be written, no more of them are paid for.
    broken.abort();
    throw error;
  }
}

/** The credits that a tool's answer tells as spent. */
function spentIn(answer: object & { credits?: { spent?: unknown } }): number {
  const spent = answer.credits?.spent;
  return typeof spent === 'number' ? spent : 0;
}

/** @throws what ends the run without a word of its own */
function stopBy(error: unknown): SnovioError {
  if (error instanceof SnovioError && !hasCode(error, 'cancelled')) return error;
  throw error;
}
