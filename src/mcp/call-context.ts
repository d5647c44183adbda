import type { ServerContext } from '@modelcontextprotocol/server';
import { type CallContext, deadlineIn } from '../snovio/call-context.ts';
import type { Tool } from '../tool.ts';
import { httpRequestOf } from './request-context.ts';
import { waitSecondsOf } from './run-tool.ts';

/** How long calls wait, and what ends the wait early. */
export interface WaitOptions {
  readonly waitSeconds: number;
  /** Aborts when running calls have to answer with what they have: the process is about to end. */
  readonly answerNow?: AbortSignal;
  /** Aborts a little later, for calls that have nothing to answer with yet. */
  readonly stop?: AbortSignal;
}

/** A tool call as the Snov.io client needs it: until when it may wait, what cancels it, who hears of its progress. */
export function callContextOf(
  tool: Tool,
  args: object,
  ctx: ServerContext,
  options: WaitOptions,
): CallContext {
  const { signal: cancelled, _meta } = ctx.mcpReq;
  // Over HTTP the cancellation of a 2025 client never reaches the call; that it disconnects does.
  const ends = [cancelled, httpRequestOf(ctx)?.clientGone, options.stop].filter(
    signal => signal !== undefined,
  );
  const signal = ends.length > 1 ? AbortSignal.any(ends) : cancelled;
  const token = _meta?.progressToken;
  const notify = (params: ProgressParams) => ctx.mcpReq.notify({ method: 'notifications/progress', params });
  return {
    signal,
    tool: tool.name,
    answerNow: options.answerNow,
    deadline: deadlineIn(waitSecondsOf(args, options.waitSeconds)),
    ...(token !== undefined && { progress: progressReporter(token, signal, notify) }),
  };
}

interface ProgressParams extends Record<string, unknown> {
  progressToken: string | number;
  progress: number;
  total: number;
  message: string;
}

/** MCP wants progress to rise with each notification: steps back are left out. */
function progressReporter(
  progressToken: string | number,
  signal: AbortSignal,
  notify: (params: ProgressParams) => Promise<void>,
) {
  let last = -1;
  return (progress: number, total: number, message: string): void => {
    if (progress <= last || signal.aborted) return;
    last = progress;
    void notify({ progressToken, progress, total, message }).catch(() => {});
  };
}
