import type { CreateTaskResultV2 } from '@modelcontextprotocol/ext-tasks/core/v2';
import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import type { CallContext } from '../../snovio/call-context.ts';
import type { Snovio } from '../../snovio/snovio.ts';
import type { LongCall, LongCallOwner } from '../../spending/long-calls.ts';
import type { Tool } from '../../tool.ts';
import type { Asking, Question } from '../asking.ts';
import { callContextOf } from '../call-context.ts';
import type { CallRecorder } from '../call-record.ts';
import {
  type CallEnvironment,
  failureOf,
  newRecorder,
  outcomeOf,
  success,
  withRequestId,
} from '../call-tool.ts';
import { accountOnceConnected, connectQuestion } from '../connect-question.ts';
import { declined, isAgreedIn, questionsOf } from '../consent.ts';
import { askedOf } from '../question.ts';
import { httpRequestOf, principalOf } from '../request-context.ts';
import { parseArguments } from '../run-tool.ts';
import type { McpTasks } from './mcp-tasks.ts';
import type { TaskWork } from './task-run.ts';
import { type TaskQuestions, workOf } from './tool-work.ts';
import { widerTool } from './wider.ts';

type Environment = CallEnvironment & { readonly tasks: McpTasks };

/** What is needed to run a tool as a task, in this request or for one whose process is gone. */
interface Prepared {
  readonly tool: Tool;
  readonly args: Record<string, unknown>;
  readonly snovio: Snovio;
  readonly context: CallContext;
  readonly recorder: CallRecorder;
}

/**
 * Answers `tools/call` of a long tool for a client with tasks; it never throws. The SDK knows no tasks: to it, one is a
 * result like any other.
 */
export async function handleTaskCall(
  environment: Environment,
  raw: unknown,
  ctx: ServerContext,
): Promise<Question> {
  const { options, listing } = environment;
  const recorder = newRecorder(environment, ctx);
  const answer = await callAsTask(environment, raw, ctx, recorder).catch(error => {
    const result = connectQuestion(error, ctx) ?? failureOf(error, options, listing.name);
    if (!recorder.hasEnded) options.onCall?.(recorder.end(outcomeOf(result)));
    return result;
  });
  return withRequestId(answer as CallToolResult, ctx);
}

/** @throws SnovioError */
async function callAsTask(
  environment: Environment,
  raw: unknown,
  ctx: ServerContext,
  recorder: CallRecorder,
): Promise<Question | CreateTaskResultV2> {
  const { listing, options, tasks } = environment;
  const narrow = await listing.load();
  const tool = tasks.areWide ? widerTool(narrow) : narrow;
  const args = parseArguments(tool, raw);
  const http = httpRequestOf(ctx);
  const since = http?.arrivedAt ?? performance.now();
  const prepared = await prepare(environment, { tool, args, recorder }, ctx, since);
  const { snovio, context } = prepared;
  const isOrdinary = fitsWithoutTasks(narrow, args);
  const asking = askingFor(environment, isOrdinary);
  const reply = asking.replyOf(ctx, askedOf(tool, args, snovio), undefined);
  if (reply?.agreed === false) throw reply.error;
  const call = { ...prepared, context: untilAnswered(context) };
  const work = workFor({ ...environment, asking }, call, ctx, reply?.grant);
  const owner = ownerOf(snovio, ctx, options.caller);
  try {
    return await tasks.call(
      { owner, request: { tool: tool.name, args }, work },
      {
        ends: [context.signal],
        keep: http?.keep,
        ...(isOrdinary && { stayUntil: context.deadline }),
      },
    );
  } finally {
    call.context.answered();
  }
}

/** Whose tasks a request may know of. @throws SnovioError */
export async function taskOwner(
  options: CallEnvironment['options'],
  ctx: ServerContext,
): Promise<LongCallOwner> {
  const context = callContextOf({ name: 'tasks' }, {}, ctx, options, performance.now());
  return ownerOf(await options.accountOf(ctx, context), ctx, options.caller);
}

/** The work that goes on with a task whose process is gone. */
export async function resumed(environment: Environment, call: LongCall, ctx: ServerContext) {
  if (!call.request) return undefined;
  const narrow = await environment.listing.load();
  const tool = widerTool(narrow);
  const args = call.request.args as Record<string, unknown>;
  const asking = askingFor(environment, fitsWithoutTasks(narrow, args));
  const recorder = newRecorder(environment, ctx);
  const prepared = await prepare(environment, { tool, args, recorder }, ctx, performance.now());
  const { progress: _, ...context } = prepared.context;
  const work = workFor({ ...environment, asking }, { ...prepared, context }, ctx, undefined);
  return { work, keep: httpRequestOf(ctx)?.keep };
}

async function prepare(
  { options }: Environment,
  { tool, args, recorder }: Pick<Prepared, 'tool' | 'args' | 'recorder'>,
  ctx: ServerContext,
  since: number,
): Promise<Prepared> {
  const { trace, onPaid } = recorder;
  const context = { ...callContextOf(tool, args, ctx, options, since), trace, onPaid };
  const snovio = await accountOnceConnected(() => options.accountOf(ctx, context), ctx, context);
  recorder.account = snovio.key;
  return { tool, args, snovio, context, recorder };
}

/** The work of a call, of which a record is kept when it ends. */
function workFor(
  { options, asking, tasks, listing }: Environment,
  { recorder, context, ...prepared }: Prepared,
  ctx: ServerContext,
  grant: Parameters<typeof workOf>[0]['grant'],
): TaskWork {
  const { tool, args, snovio } = prepared;
  const asked = askedOf(tool, args, snovio);
  const questions: TaskQuestions = {
    canAsk: grant => asking.canAsk(ctx, grant),
    isOnCard: grant => asking.asksOnCard(ctx, grant),
    before: async (ask, error) => {
      const answer = await asking.request(ctx, ask, error, asked, snovio);
      if ('question' in answer) return answer.question;
      throw error;
    },
    during: questionsOf,
    isAgreed: isAgreedIn,
    declined: ({ code }) => declined(code),
  };
  const work = workOf({
    ...prepared,
    grant,
    context,
    questions,
    windowMs: tasks.times.windowMs,
    policy: options.policy,
    success,
    failure: error => failureOf(error, options, listing.name),
  });
  return async run => {
    let outcome = 'cancelled';
    try {
      const answer = await work(run);
      outcome = outcomeOf(answer);
      return answer;
    } finally {
      options.onCall?.(recorder.end(outcome));
    }
  };
}

/** A call's context whose progress is reported to its request, as long as that is not answered. */
function untilAnswered(context: CallContext): CallContext & { answered(): void } {
  let isAnswered = false;
  return {
    ...context,
    progress: (...step) => {
      if (!isAnswered) context.progress?.(...step);
    },
    answered: () => {
      isAnswered = true;
    },
  };
}

function ownerOf({ key }: Snovio, ctx: ServerContext, caller?: string): LongCallOwner {
  return [key, principalOf(httpRequestOf(ctx), caller)];
}

/** Whether a client without tasks could make the same call. */
function fitsWithoutTasks(tool: Tool, args: Record<string, unknown>): boolean {
  return tool.input.safeParse(args).success;
}

/** After a click on a card its call is no task: hosts pass no tasks on to cards. So what only a task can hold is not asked there. */
function askingFor({ asking }: Environment, isOrdinary: boolean): Asking {
  return isOrdinary ? asking : asking.withoutCards;
}
