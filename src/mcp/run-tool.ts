import type { ServerContext } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { SnovioError } from '../errors.ts';
import { type CallContext, deadlineIn } from '../snovio/call-context.ts';
import type { Tool } from '../tool.ts';
import { httpRequestOf } from './request-context.ts';

/**
 * Runs a tool outside MCP too (the command line): arguments are checked before, the result is cut to its schema.
 * @throws SnovioError
 */
export async function runTool(
  tool: Tool,
  args: object,
  context: Parameters<Tool['run']>[1],
): Promise<object> {
  return tool.output.parse(await tool.run(args, context));
}

const stricts = new WeakMap<Tool, z.ZodObject>();

/** The input schema that refuses unknown arguments; made once, since zod compiles a schema when it is first used. */
function strict(tool: Tool): z.ZodObject {
  const known = stricts.get(tool) ?? tool.input.strict();
  stricts.set(tool, known);
  return known;
}

/** @throws SnovioError `invalid_input` that names the argument */
export function parseArguments(tool: Tool, raw: unknown): Record<string, unknown> {
  const result = strict(tool).safeParse(raw ?? {});
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, 3)
    .map(issue => wordIssue(issue, Object.keys(tool.input.shape)));
  throw new SnovioError('invalid_input', { message: `${issues.join('; ')}. Nothing was sent.` });
}

function wordIssue(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') {
    return `unknown argument ${issue.keys.map(key => `"${key}"`).join(', ')}; known: ${known.join(', ') || 'none'}`;
  }
  const path = issue.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${path.replace(/^\./, '') || 'arguments'}: ${issue.message}`;
}

/** How long calls wait, and what ends the wait early. */
export interface Waiting {
  readonly waitSeconds: number;
  /** Aborts when running calls have to answer with what they have. */
  readonly hurry?: AbortSignal;
  /** Aborts a little later, for calls that have nothing to answer with yet. */
  readonly stop?: AbortSignal;
}

/** The call as the client sees it: until when, for whom, whom to tell of progress. */
export function callOf(tool: Tool, args: object, ctx: ServerContext, options: Waiting): CallContext {
  const { signal: cancelled, _meta } = ctx.mcpReq;
  // Over HTTP a 2025 client's cancellation never reaches the call; that it hung up does.
  const ends = [cancelled, httpRequestOf(ctx)?.gone, options.stop].filter(one => one !== undefined);
  const signal = ends.length > 1 ? AbortSignal.any(ends) : cancelled;
  const token = _meta?.progressToken;
  const notify = (params: ProgressParams) => ctx.mcpReq.notify({ method: 'notifications/progress', params });
  return {
    signal,
    tool: tool.name,
    hurry: options.hurry,
    deadline: deadlineIn(waitSecondsOf(args, options.waitSeconds)),
    ...(token !== undefined && { progress: reporter(token, signal, notify) }),
  };
}

/** The wait that a call's arguments name, else the configured one. */
export function waitSecondsOf(args: object, configured: number): number {
  return 'waitSeconds' in args && typeof args.waitSeconds === 'number' ? args.waitSeconds : configured;
}

interface ProgressParams extends Record<string, unknown> {
  progressToken: string | number;
  progress: number;
  total: number;
  message: string;
}

/** Progress has to rise with each notification. */
function reporter(
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
