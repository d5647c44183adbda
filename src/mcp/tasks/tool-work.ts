import type { CallToolResult, InputRequests, InputRequiredResult } from '@modelcontextprotocol/server';
import { type Ask, type Grant, SnovioError } from '../../errors.ts';
import type { CallContext } from '../../snovio/call-context.ts';
import type { Snovio } from '../../snovio/snovio.ts';
import type { Policy, Tool } from '../../tool.ts';
import { type ChunkResult, runChunk } from '../repeat/chunk.ts';
import { runTool } from '../run-tool.ts';
import { fitAnswer } from './fit-answer.ts';
import type { TaskRun, TaskWork } from './task-run.ts';
import { rowsOf, type ToolRows } from './tool-flow.ts';

/** A call of a tool that may become a task. */
export interface ToolCall {
  readonly tool: Tool;
  /** Parsed by the tool's input. */
  readonly args: Record<string, unknown>;
  readonly snovio: Snovio;
  readonly policy: Policy;
  /** What a person has agreed to already. */
  readonly grant: Grant | undefined;
  /** The call's context, without what belongs to its task. */
  readonly context: Pick<CallContext, 'caller' | 'trace' | 'onPaid' | 'answerNow' | 'progress'>;
  readonly windowMs: number;
  readonly questions: TaskQuestions;
  /** Makes an MCP result of an answer, or of a failure. */
  readonly success: (answer: object) => CallToolResult;
  readonly failure: (error: unknown) => CallToolResult;
}

/** How a person is asked. */
export interface TaskQuestions {
  canAsk(grant?: Grant): boolean;
  /** The question that the call is answered with, as long as it is no task. @throws SnovioError */
  before(ask: Ask, error: SnovioError): Promise<InputRequiredResult>;
  /** The question of a task, under a key that is used once. */
  during(ask: Ask): InputRequests;
  /** Whether the replies to that question agree. */
  isAgreed(replies: Readonly<Record<string, unknown>>, questions: InputRequests): boolean;
  declined(error: SnovioError): SnovioError;
}

/** Longer than any task is kept. */
const NO_LIMIT_SECONDS = 7 * 86_400;

/** Calls the tool until everything is answered that time alone brings, and asks the person where that is needed. */
export function workOf(call: ToolCall): TaskWork {
  return async run => {
    let grant = (run.before.grant as Grant | undefined) ?? call.grant;
    if (grant) run.remember({ grant });
    for (;;) {
      try {
        return call.success(await answerOf(call, run, grant));
      } catch (error) {
        if (run.signal.aborted || !(error instanceof SnovioError)) throw error;
        const { ask } = error.facts;
        if (!ask || !call.questions.canAsk(ask.grant)) return call.failure(error);
        if (!(await run.isTask())) return call.questions.before(ask, error);
        if (!(await isAgreed(call, run, ask))) return call.failure(call.questions.declined(error));
        grant = both(grant, ask.grant);
        run.remember({ grant });
      }
    }
  };
}

async function isAgreed({ questions }: ToolCall, run: TaskRun, ask: Ask): Promise<boolean> {
  const asked = questions.during(ask);
  run.say(ask.text);
  const replies = await run.ask(asked);
  return replies !== undefined && questions.isAgreed(replies, asked);
}

function both(one: Grant | undefined, other: Grant): Grant {
  const credits = other.credits ?? one?.credits;
  const actions = [...new Set([...(one?.actions ?? []), ...(other.actions ?? [])])];
  return { ...(credits !== undefined && { credits }), ...(actions.length > 0 && { actions }) };
}

/** @throws SnovioError what stopped it before anything was answered */
async function answerOf(call: ToolCall, run: TaskRun, grant: Grant | undefined): Promise<object> {
  const { tool, args, context } = call;
  const agreedCredits = grant?.credits ?? (args.maxCredits as number | undefined);
  const rows = rowsOf(tool, args);
  const seconds = typeof args.waitSeconds === 'number' ? args.waitSeconds : NO_LIMIT_SECONDS;
  const answerNow = context.answerNow ? AbortSignal.any([context.answerNow, run.answerNow]) : run.answerNow;
  let told = run.before.told ?? 0;
  const ask = async (raw: Record<string, unknown>, each: CallContext) => {
    // What was agreed to holds for all of it, in whichever process it was spent.
    const spent = agreedCredits === undefined ? 0 : await run.spent();
    const limited =
      agreedCredits === undefined ? raw : { ...raw, maxCredits: Math.max(0, agreedCredits - spent) };
    const agreed = grant || call.questions.canAsk() ? (grant?.actions ?? []) : undefined;
    const answer = await runTool(tool, limited, {
      snovio: call.snovio,
      policy: call.policy,
      call: each,
      agreed,
    });
    told += spentIn(answer);
    run.remember({ told });
    return answer;
  };
  const say = (message: string) => run.say(message);
  const result = await runChunk(
    rows.rows,
    [],
    {
      flow: rows.flow,
      options: undefined,
      ask,
      waitSeconds: seconds,
      stopAt: performance.now() + seconds * 1000,
      windowMs: call.windowMs,
      signal: run.signal,
      call: { ...context, callId: run.callId, answerNow },
      onWait: say,
    },
    (done, total = rows.rows.length, message = `${done} of ${total}`) => {
      say(message);
      context.progress?.(done, total, message);
    },
  );
  return fitAnswer(merged(rows, result, run.before.told ?? 0, agreedCredits));
}

interface PaidAnswer {
  readonly credits?: { readonly spent: number; readonly paidEarlier?: number; readonly ceiling: number };
  readonly note?: string;
}

function spentIn(answer: object): number {
  return (answer as PaidAnswer).credits?.spent ?? 0;
}

/**
 * The answers of all calls as one.
 * @param toldBefore credits that the processes before this one found spent, and told nobody
 */
function merged(
  { isPerRow }: ToolRows,
  { answers, told, stop, error }: ChunkResult,
  toldBefore: number,
  agreedCredits: number | undefined,
): Record<string, unknown> {
  const [first, last] = [answers[0], answers.at(-1)] as (PaidAnswer | undefined)[];
  if (!first || !last) throw error ?? new SnovioError('upstream_unavailable', { message: stop ?? '' });
  const spent = toldBefore + answers.reduce((sum, answer) => sum + spentIn(answer), 0);
  const earlier = Math.max(0, (first.credits?.paidEarlier ?? 0) - toldBefore);
  const { paidEarlier: _, ...facts } = last.credits ?? {};
  const credits = last.credits && {
    ...facts,
    spent,
    ...(earlier > 0 && { paidEarlier: earlier }),
    ...(agreedCredits !== undefined && { ceiling: agreedCredits }),
  };
  const note = [last.note, error && stop].filter(Boolean).join(' ');
  return {
    ...last,
    ...(isPerRow && { results: told }),
    ...(note && { note }),
    ...(credits && { credits }),
  };
}
