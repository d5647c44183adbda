import type { CallToolResult, InputRequests, InputRequiredResult } from '@modelcontextprotocol/server';
import { type Ask, type Grant, SnovioError } from '../../errors.ts';
import type { CallContext } from '../../snovio/call-context.ts';
import type { Snovio } from '../../snovio/snovio.ts';
import type { Policy, Tool } from '../../tool.ts';
import type { Question } from '../asking.ts';
import { inWords, together } from '../question.ts';
import type { OnAnswered } from '../repeat/attempt.ts';
import { type ChunkResult, runChunk } from '../repeat/chunk.ts';
import { type Wait, waitInWords } from '../repeat/wait.ts';
import { runTool } from '../run-tool.ts';
import { fitAnswer } from './fit-answer.ts';
import { inGroups } from './group-not-run.ts';
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
  /** Whether a card asks. Its question is the answer of the call, and of a task its result. */
  isOnCard(grant: Grant): boolean;
  /** The question that the call is answered with. @throws SnovioError */
  before(ask: Ask, error: SnovioError): Promise<Question>;
  /** The question of a task that goes on when it is answered, under a key that is used once. */
  during(ask: Ask): InputRequests;
  /** Whether the replies to that question agree. */
  isAgreed(replies: Readonly<Record<string, unknown>>, questions: InputRequests): boolean;
  declined(error: SnovioError): SnovioError;
}

/** Longer than any task is kept. */
const NO_LIMIT_SECONDS = 7 * 86_400;

/** Calls the tool until everything is answered that time alone brings, and asks the person where that is needed. */
export function workOf(call: ToolCall): TaskWork {
  return run => answeredBy(call, run, (run.before.grant as Grant | undefined) ?? call.grant);
}

async function answeredBy(
  call: ToolCall,
  run: TaskRun,
  grant: Grant | undefined,
): Promise<CallToolResult | InputRequiredResult> {
  if (grant) run.remember({ grant });
  try {
    return call.success(await answerOf(call, run, grant));
  } catch (error) {
    if (run.signal.aborted) throw error;
    const reply = await replyTo(call, run, error);
    if ('answer' in reply) return reply.answer;
    return answeredBy(call, run, together(grant, forAll(reply.grant, await run.spent())));
  }
}

/** What a person says to what stops the call; or what the call is answered with. */
async function replyTo(
  call: ToolCall,
  run: TaskRun,
  error: unknown,
): Promise<{ grant: Grant } | { answer: CallToolResult | InputRequiredResult }> {
  if (!(error instanceof SnovioError)) return { answer: call.failure(error) };
  const { ask } = error.facts;
  if (!ask || !call.questions.canAsk(ask.grant)) return { answer: call.failure(error) };
  if (call.questions.isOnCard(ask.grant) || !(await run.isTask()))
    return { answer: await call.questions.before(ask, error) };
  return (await isAgreed(call, run, ask))
    ? { grant: ask.grant }
    : { answer: call.failure(call.questions.declined(error)) };
}

async function isAgreed({ questions }: ToolCall, run: TaskRun, ask: Ask): Promise<boolean> {
  const asked = questions.during(ask);
  run.say(inWords(ask));
  const replies = await run.ask(asked);
  return replies !== undefined && questions.isAgreed(replies, asked);
}

/** @param spent credits before this: what is agreed to now is for the rest, and a grant is for all of the call */
function forAll(grant: Grant, spent: number): Grant {
  return grant.credits === undefined ? grant : { ...grant, credits: grant.credits + spent };
}

/** @throws SnovioError what stopped it before anything was answered */
async function answerOf(call: ToolCall, run: TaskRun, grant: Grant | undefined): Promise<object> {
  const { tool, args, context, windowMs } = call;
  const agreedCredits = grant?.credits ?? (args.maxCredits as number | undefined);
  const rows = rowsOf(tool, args);
  const seconds = typeof args.waitSeconds === 'number' ? args.waitSeconds : NO_LIMIT_SECONDS;
  const answerNow = context.answerNow ? AbortSignal.any([context.answerNow, run.answerNow]) : run.answerNow;
  const say = (message: string) => run.say(message);
  const settings = {
    flow: rows.flow,
    options: undefined,
    ask: askWith(call, run, grant, agreedCredits),
    waitSeconds: seconds,
    stopAt: performance.now() + seconds * 1000,
    windowMs,
    signal: run.signal,
    call: { ...context, callId: run.callId, since: run.since, answerNow },
    onWait: (wait: Wait) => say(waitInWords(wait)),
  };
  const onAnswered: OnAnswered = (done, total = rows.rows.length, message = `${done} of ${total}`) => {
    say(message);
    context.progress?.(done, total, message);
  };
  const result = await runChunk(rows.rows, [], settings, onAnswered);
  const answer = merged(rows, result, run.before.told ?? 0, agreedCredits);
  return fitAnswer(inGroups(answer, tool.output.shape));
}

/** Runs the tool once, with what is left of the credits that were agreed to. */
function askWith(
  { tool, snovio, policy, questions }: ToolCall,
  run: TaskRun,
  grant: Grant | undefined,
  agreedCredits: number | undefined,
) {
  let told = run.before.told ?? 0;
  return async (raw: Record<string, unknown>, call: CallContext): Promise<object> => {
    const agreed = grant || questions.canAsk() ? (grant?.actions ?? []) : undefined;
    // What was agreed to holds for all of it, in whichever process it was spent.
    const spentBefore = await run.spent();
    const left = agreedCredits && Math.max(0, agreedCredits - spentBefore);
    const limited = left === undefined ? raw : { ...raw, maxCredits: left };
    const context = { snovio, policy, call: { ...call, spentBefore }, agreed };
    const answer = await runTool(tool, limited, context);
    told += spentIn(answer);
    run.remember({ told });
    return answer;
  };
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
