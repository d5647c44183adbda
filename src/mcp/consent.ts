import { randomBytes, randomUUID } from 'node:crypto';
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  createRequestStateCodec,
  type InputRequests,
  type InputRequiredResult,
  type InputResponses,
  inputRequired,
  type McpServer,
  SdkError,
  SdkErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type Ask, type ErrorCode, type Grant, SnovioError } from '../errors.ts';
import { AnsweringClients } from './answering-clients.ts';
import { type AskedCall, hashOf, inWords } from './question.ts';
import { fromEnvelope } from './request-context.ts';
import { UsedOnce } from './used-once.ts';

/** No reply within this time counts as no. */
const REPLY_TIMEOUT_MS = 20_000;

interface ConsentState {
  /** An agreement is good once. */
  id: string;
  tool: string;
  /** SHA-256 of the arguments. */
  args: string;
  account: string;
  grant: Grant;
  /** What the call fails with if nobody agrees. */
  code: ErrorCode;
  /** When the user was asked (`performance.now()` of this process, whose key signs the state). */
  at: number;
}

/** What the user said, or why the call fails. */
export type ConsentReply = { agreed: true; grant: Grant } | { agreed: false; error: SnovioError };

/** Signs requestState with a key of this process: the state comes back through the client, which could change it. */
export const consentStateCodec = createRequestStateCodec<ConsentState>({
  key: randomBytes(32),
  ttlSeconds: 3600,
});

/** Asks the user, by MCP elicitation, whether a call may spend credits or do something to others. */
export class ConsentRequests {
  readonly #clients = new AnsweringClients(REPLY_TIMEOUT_MS);
  readonly #used = new UsedOnce(REPLY_TIMEOUT_MS);

  /**
   * Whether this client can be asked now. Over HTTP, clients of the 2025 protocol have no way to answer.
   * @param grant what would be asked for; by default something that others would feel
   */
  canAsk(server: McpServer, ctx: ServerContext, grant: Grant = {}): boolean {
    if (!this.#clients.mayAnswer(clientOf(ctx), isPrice(grant))) return false;
    if (ctx.mcpReq.envelope) return canElicit(fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY));
    return ctx.http === undefined && canElicit(server.server.getClientCapabilities());
  }

  /** The user's reply that comes with a repeated call of the 2026 protocol; undefined on a first call. */
  replyOf(ctx: ServerContext, call: AskedCall): ConsentReply | undefined {
    const state = ctx.mcpReq.requestState<ConsentState>();
    if (!state || typeof state !== 'object') return undefined;
    this.#clients.hasAnswered(clientOf(ctx));
    const isSame =
      state.tool === call.tool && state.args === hashOf(call.args) && state.account === call.account;
    const isAgreed = agrees(ctx.mcpReq.inputResponses ?? {}, keyOf(state.grant));
    if (!isSame || !isAgreed) return { agreed: false, error: declined(state.code) };
    if (performance.now() - state.at > REPLY_TIMEOUT_MS) return { agreed: false, error: tooLate(state.code) };
    // The same reply once more is a new call: who agreed to one mail has not agreed to two.
    return this.#used.isFirst(state) ? { agreed: true, grant: state.grant } : undefined;
  }

  /**
   * Asks the user.
   * @param error what the call fails with if nobody agrees
   * @returns the reply, or (2026 protocol) the question to answer the call with: the client then repeats the call
   */
  async request(
    ctx: ServerContext,
    ask: Ask,
    error: SnovioError,
    { tool, args, account }: AskedCall,
  ): Promise<ConsentReply | { question: InputRequiredResult }> {
    if (!ctx.mcpReq.envelope) return this.#elicit(ctx, ask, error);
    const { grant } = ask;
    const at = performance.now();
    const state = { id: randomUUID(), tool, args: hashOf(args), account, grant, code: error.code, at };
    this.#clients.wasAsked(clientOf(ctx), at);
    const inputRequests = { [keyOf(grant)]: questionOf(ask) };
    return { question: inputRequired({ inputRequests, requestState: await consentStateCodec.mint(state) }) };
  }

  /** 2025 protocol: the question is a request of the server's own, sent and answered while the call runs. */
  async #elicit(ctx: ServerContext, ask: Ask, error: SnovioError): Promise<ConsentReply> {
    const requestedSchema = {
      type: 'object' as const,
      properties: { agree: { type: 'boolean' as const, description: ask.label } },
      required: ['agree'],
    };
    const { signal } = ctx.mcpReq;
    const options = { timeout: REPLY_TIMEOUT_MS, maxTotalTimeout: REPLY_TIMEOUT_MS, signal };
    try {
      const reply = await ctx.mcpReq.elicitInput({ message: inWords(ask), requestedSchema }, options);
      this.#clients.hasAnswered(clientOf(ctx));
      return reply.action === 'accept' && reply.content?.agree === true
        ? { agreed: true, grant: ask.grant }
        : { agreed: false, error: declined(error.code) };
    } catch (failure) {
      const isOpen = failure instanceof SdkError && failure.code === SdkErrorCode.RequestTimeout;
      // With a cancelled call its question is withdrawn: that tells nothing about the client.
      if (!signal.aborted) this.#clients[isOpen ? 'wasSilent' : 'hasRefused'](clientOf(ctx));
      // Who cannot be asked needs to know what else helps; the user of a client that can ask is asked again.
      const canAnswer = this.#clients.mayAnswer(clientOf(ctx), isPrice(ask.grant));
      return { agreed: false, error: canAnswer ? tooLate(error.code) : error };
    }
  }
}

/** Whether nothing but credits is asked for. */
function isPrice({ credits, actions = [] }: Grant): boolean {
  return credits !== undefined && actions.length === 0;
}

/** The name of the question among those that the client answers. */
function keyOf(grant: Grant): string {
  return isPrice(grant) ? 'price' : 'consent';
}

function questionOf(ask: Ask) {
  const requestedSchema = z.object({ agree: z.boolean().describe(ask.label) });
  return inputRequired.elicit({ message: inWords(ask), requestedSchema });
}

type Replies = Readonly<Record<string, unknown>>;

function agrees(replies: Replies, key: string): boolean {
  if (!Object.hasOwn(replies, key)) return false;
  return acceptedContent<{ agree?: unknown }>(replies as InputResponses, key)?.agree === true;
}

/** The question that a task waits for, under a key that is used once. */
export function questionsOf(ask: Ask): InputRequests {
  return { [`${keyOf(ask.grant)}-${randomUUID()}`]: questionOf(ask) };
}

/** Whether the replies agree to all of these questions. */
export function isAgreedIn(replies: Replies, questions: InputRequests): boolean {
  return Object.keys(questions).every(key => agrees(replies, key));
}

/** Nobody has agreed. */
export function declined(code: ErrorCode): SnovioError {
  const message = 'The user did not agree to this, so nothing was done. Call again only if they want it.';
  return new SnovioError(code, { message });
}

function tooLate(code: ErrorCode): SnovioError {
  const message = `The user was asked and did not answer within ${REPLY_TIMEOUT_MS / 1000} s, so nothing was done. Call again to ask once more.`;
  return new SnovioError(code, { message });
}

/** Whether these capabilities, which the SDK has checked, hold elicitation by forms: an empty declaration means these. */
function canElicit(capabilities: unknown): boolean {
  const { elicitation } = (capabilities as { elicitation?: object } | undefined) ?? {};
  return elicitation !== undefined && ('form' in elicitation || Object.keys(elicitation).length === 0);
}

/** 2026: the client that the request names, with its caller; 2025: consent is asked on stdio only, where there is one client. */
function clientOf(ctx: ServerContext): string {
  return JSON.stringify([fromEnvelope(ctx, CLIENT_INFO_META_KEY) ?? 'stdio', ctx.http?.authInfo?.clientId]);
}
