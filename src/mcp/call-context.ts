import type { ServerContext } from '@modelcontextprotocol/server';
import type { CallContext } from '../snovio/call-context.ts';
import type { Tool } from '../tool.ts';
import { httpRequestOf } from './request-context.ts';
import { waitSecondsOf } from './run-tool.ts';

/** How long calls wait, and what ends the wait early. */
export interface WaitOptions {
  /** How long a call waits. Over HTTP no call may ask for more: its places are everybody's. */
  readonly waitSeconds: number;
  /** Aborts when running calls have to answer with what they have: the process is about to end. */
  readonly answerNow?: AbortSignal;
  /** Aborts a little later, for calls that have nothing to answer with yet. */
  readonly stop?: AbortSignal;
}

/**
 * A tool call as the Snov.io client needs it: until when it may wait, what cancels it, who hears of its progress.
 * @param since when its wait began, in milliseconds of `performance.now()`
 */
export function callContextOf(
  tool: Pick<Tool, 'name'>,
  args: object,
  ctx: ServerContext,
  options: WaitOptions,
  since: number,
): CallContext {
  const { signal: cancelled, _meta } = ctx.mcpReq;
  // Over HTTP the cancellation of a 2025 client never reaches the call; that it disconnects does.
  const http = httpRequestOf(ctx);
  const ends = [cancelled, http?.clientGone, options.stop].filter(signal => signal !== undefined);
  const signal = ends.length > 1 ? AbortSignal.any(ends) : cancelled;
  const asked = waitSecondsOf(args, options.waitSeconds);
  const seconds = http ? Math.min(asked, options.waitSeconds) : asked;
  const token = tokenOf(_meta?.progressToken);
  const notify = (params: ProgressParams) => ctx.mcpReq.notify({ method: 'notifications/progress', params });
  return {
    signal,
    tool: tool.name,
    caller: http?.caller,
    holders: http?.holders,
    answerNow: options.answerNow,
    deadline: since + seconds * 1000,
    ...(token !== undefined && { progress: progressReporter(token, signal, notify) }),
  };
}

/** A longer one is nobody's, and would be repeated with each step. */
const LONGEST_TOKEN = 1000;

function tokenOf(token: string | number | undefined): string | number | undefined {
  return typeof token === 'string' && token.length > LONGEST_TOKEN ? undefined : token;
}

interface ProgressParams extends Record<string, unknown> {
  progressToken: string | number;
  progress: number;
  total: number;
  message: string;
}

/** By how much progress rises where nothing but its words has changed. */
const SMALL_STEP = 0.001;

/** MCP wants progress to rise with each notification: steps back are left out, and new words alone are a small step. */
function progressReporter(
  progressToken: string | number,
  signal: AbortSignal,
  notify: (params: ProgressParams) => Promise<void>,
) {
  let last = -1;
  let told = '';
  return (done: number, total: number, message: string): void => {
    const isSame = Math.floor(last) === done;
    const progress = isSame ? Number((last + SMALL_STEP).toFixed(3)) : done;
    if (progress <= last || progress >= done + 1 || (isSame && message === told) || signal.aborted) return;
    last = progress;
    told = message;
    void notify({ progressToken, progress, total, message }).catch(() => {});
  };
}
