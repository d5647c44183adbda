import type { CallToolResult, ServerContext } from '@modelcontextprotocol/server';
import { explain, type Grant, hasCode, SnovioError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CallContext } from '../snovio/call-context.ts';
import type { Snovio } from '../snovio/snovio.ts';
import { withNames } from '../text/quoted.ts';
import type { Policy } from '../tool.ts';
import type { OpenAnswer } from './apps/card-questions.ts';
import type { Asking, Question } from './asking.ts';
import { callContextOf, type WaitOptions } from './call-context.ts';
import { type CallRecord, CallRecorder } from './call-record.ts';
import { accountOnceConnected, connectQuestion } from './connect-question.ts';
import type { ConsentReply } from './consent.ts';
import { askedOf, together } from './question.ts';
import { httpRequestOf } from './request-context.ts';
import { type Arguments, readArguments, runTool } from './run-tool.ts';
import type { ToolListing } from './tool-listing.ts';
import type { TraceCall } from './trace-call.ts';

export interface CallOptions extends WaitOptions {
  /** The account that a request works with, found within the call's time. @throws SnovioError */
  readonly accountOf: (ctx: ServerContext, call: CallContext) => Snovio | Promise<Snovio>;
  readonly policy: Policy;
  readonly log: Log;
  /** Who calls where there is no HTTP request to tell; `stdio` by default. */
  readonly caller?: string;
  /** Makes a span of every call; without it there are no traces. */
  readonly traceCall?: TraceCall | undefined;
  /** Receives a record of every finished call, within its span. */
  readonly onCall?: (record: CallRecord) => void;
}

/** What a call needs besides its arguments and its request. */
export interface CallEnvironment {
  readonly listing: ToolListing;
  readonly options: CallOptions;
  readonly asking: Asking;
  /** What the user has answered on a card, where that is why the call runs. */
  readonly answer?: OpenAnswer | undefined;
}

/** What a tool found, or the question that the user has to be asked first. */
type ToolAnswer = CallToolResult | Question;

/** Answers `tools/call`. The only place that turns a tool's result or failure into MCP; it never throws. */
export async function handleCall(
  environment: CallEnvironment,
  raw: unknown,
  ctx: ServerContext,
): Promise<ToolAnswer> {
  const { listing, options } = environment;
  const recorder = newRecorder(environment, ctx);
  const result = await attempt(environment, raw, ctx, recorder).catch(
    error => connectQuestion(error, ctx) ?? failureOf(error, options, listing.name),
  );
  options.onCall?.(recorder.end(outcomeOf(result)));
  return withRequestId(result, ctx);
}

/** Collects the record of a call. */
export function newRecorder(
  {
    listing,
    options,
  }: { readonly listing: Pick<ToolListing, 'name' | 'effect'>; readonly options: CallOptions },
  ctx: ServerContext,
): CallRecorder {
  const { requestId, caller } = httpRequestOf(ctx) ?? {};
  return new CallRecorder(listing, caller ?? options.caller ?? 'stdio', requestId);
}

/** What a call that failed is answered with. A bug goes to the log. */
export function failureOf(error: unknown, { log, stop }: CallOptions, name: string): CallToolResult {
  if (!(error instanceof SnovioError)) log.error(`${name} failed`, error);
  return failure(stop?.aborted && hasCode(error, 'cancelled') ? stopping() : error);
}

/** An answer that names its request, by which the logs can be searched. */
export function withRequestId<R extends ToolAnswer>(result: R, ctx: ServerContext): R {
  const requestId = httpRequestOf(ctx)?.requestId;
  return requestId === undefined
    ? result
    : { ...result, _meta: { ...result._meta, 'snovio/requestId': requestId } };
}

/** Runs the tool. Where it needs somebody's consent and the client can ask the user, asks and runs it again. */
async function attempt(
  { listing, options, asking, answer: cardAnswer }: CallEnvironment,
  raw: unknown,
  ctx: ServerContext,
  recorder: CallRecorder,
): Promise<ToolAnswer> {
  const tool = await listing.load();
  const { args, renamed } = readArguments(tool, raw);
  const { trace, onPaid } = recorder;
  const contextSince = (since: number) => ({
    ...callContextOf(tool, args, ctx, options, since),
    trace,
    onPaid,
  });
  // Over HTTP, the wait for a place among the running calls is part of the call's time.
  const firstContext = contextSince(httpRequestOf(ctx)?.arrivedAt ?? performance.now());
  const snovio = await accountOnceConnected(() => options.accountOf(ctx, firstContext), ctx, firstContext);
  recorder.account = snovio.key;
  const run = async (grant: Grant | undefined, call: CallContext) => {
    const { credits, actions = [] } = grant ?? {};
    const agreed = grant || asking.canAsk(ctx) ? actions : undefined;
    const priced = credits === undefined ? args : { ...args, maxCredits: credits };
    const context = { snovio, policy: options.policy, call, agreed };
    return success(await runTool(tool, priced, context), renamed);
  };
  const asked = askedOf(tool, args, snovio);
  const proceed = async (reply: ConsentReply | undefined, call: CallContext): Promise<ToolAnswer> => {
    if (reply?.agreed === false) throw reply.error;
    try {
      return await run(reply?.grant, call);
    } catch (error) {
      if (!(error instanceof SnovioError && error.facts.ask)) throw error;
      if (!asking.canAsk(ctx, error.facts.ask.grant)) throw error;
      // Who is asked twice about a call has agreed to both.
      const ask = { ...error.facts.ask, grant: together(reply?.grant, error.facts.ask.grant) };
      const answer = await asking.request(ctx, ask, error, asked, snovio);
      // A new context: the time that the user took to decide does not count as the call's.
      return 'question' in answer ? answer.question : proceed(answer, contextSince(performance.now()));
    }
  };
  return proceed(asking.replyOf(ctx, asked, cardAnswer), firstContext);
}

/** @param result the tool's answer, or the question that goes to the user first: without content, or on a card */
export function outcomeOf(result: ToolAnswer): string {
  const { 'snovio/error': error, 'snovio/approval': onCard } = result._meta ?? {};
  if ('isError' in result && result.isError) return (error as { code?: string } | undefined)?.code ?? 'error';
  return result.content === undefined || onCard ? 'asked' : 'ok';
}

function stopping(): SnovioError {
  const message = 'The server is stopping. What was paid for is kept: call again.';
  return new SnovioError('upstream_unavailable', { message, retryAfterSeconds: 5 });
}

/**
 * A tool's answer as MCP's, with the same as text for clients that do not read structured content.
 * @param renamed the arguments that had another name, which a second text tells
 */
export function success(result: object, renamed: Arguments['renamed'] = []): CallToolResult {
  const texts = [JSON.stringify(result), ...renamedNote(renamed)];
  return { content: texts.map(text => ({ type: 'text', text })), structuredContent: { ...result } };
}

function renamedNote(renamed: Arguments['renamed']): string[] {
  if (renamed.length === 0) return [];
  const keys = [...new Set(renamed.map(({ key }) => key))].join(', ');
  const names = renamed.map(({ given }) => ({ what: 'given', name: given }));
  return [withNames(`Arguments were read as ${keys}, which is their name here.`, names)];
}

/** A tool's failure as MCP's. */
export function failure(error: unknown): CallToolResult {
  const { text, meta } = explain(error);
  return { isError: true, content: [{ type: 'text', text }], _meta: { 'snovio/error': meta } };
}
