import { createHash, randomBytes } from 'node:crypto';
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { SnovioError } from '../errors.ts';

/** No reply within this time counts as no. */
const REPLY_TIMEOUT_MS = 20_000;
const MAX_CLIENTS = 1000;

const Consent = z.object({ agree: z.boolean().describe('Spend these credits?') });

/** The call that a price belongs to. */
export interface PricedCall {
  readonly tool: string;
  readonly args: unknown;
  /** The account's key. */
  readonly account: string;
}

interface ConsentState {
  tool: string;
  /** SHA-256 of the arguments. */
  args: string;
  account: string;
  credits: number;
  /** When the user was asked (`performance.now()` of this process, whose key signs the state). */
  at: number;
}

/** What the user said about a price. */
export type ConsentReply = { agreed: true; credits: number } | { agreed: false };

/** Signs requestState with a key of this process: the state comes back through the client, which could change it. */
export const consentStateCodec = createRequestStateCodec<ConsentState>({
  key: randomBytes(32),
  ttlSeconds: 3600,
});

/**
 * Asks the user, by MCP elicitation, whether a price may be paid. Some clients declare elicitation but never show the
 * question: a client that left a question unanswered is not asked again by this process.
 */
export class ConsentRequests {
  readonly #silentClients = new Set<string>();
  /** When each client was asked what it has not answered yet. */
  readonly #openQuestions = new Map<string, number>();

  /** Whether this client can be asked now. Over HTTP, clients of the 2025 protocol have no way to answer. */
  canAsk(server: McpServer, ctx: ServerContext): boolean {
    if (this.#isSilent(clientOf(ctx))) return false;
    if (ctx.mcpReq.envelope) return canElicit(fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY));
    return ctx.http === undefined && canElicit(server.server.getClientCapabilities());
  }

  /** The user's reply that comes with a repeated call of the 2026 protocol; undefined on a first call. */
  replyOf(ctx: ServerContext, call: PricedCall): ConsentReply | undefined {
    const state = ctx.mcpReq.requestState<ConsentState>();
    if (!state || typeof state !== 'object') return undefined;
    this.#openQuestions.delete(clientOf(ctx));
    const sameCall =
      state.tool === call.tool && state.args === hashOf(call.args) && state.account === call.account;
    const inTime = performance.now() - state.at <= REPLY_TIMEOUT_MS;
    const content = acceptedContent<{ agree?: unknown }>(ctx.mcpReq.inputResponses, 'price');
    return sameCall && inTime && content?.agree === true
      ? { agreed: true, credits: state.credits }
      : { agreed: false };
  }

  /**
   * Asks whether the call's price may be paid.
   * @param error `credit_ceiling`, with the price in its facts
   * @returns the reply, or (2026 protocol) the question to answer the call with: the client then repeats the call
   */
  async request(
    ctx: ServerContext,
    error: SnovioError,
    call: PricedCall,
  ): Promise<ConsentReply | { question: InputRequiredResult }> {
    const { credits, what } = error.facts.ask ?? { credits: 0, what: '' };
    const message = `snovio-mcp: spend up to ${credits} Snov.io credits for ${what}?`;
    if (!ctx.mcpReq.envelope) return this.#elicit(ctx, message, credits);
    const state = { ...call, args: hashOf(call.args), credits, at: performance.now() };
    if (this.#openQuestions.size >= MAX_CLIENTS) this.#openQuestions.clear();
    this.#openQuestions.set(clientOf(ctx), state.at);
    const inputRequests = { price: inputRequired.elicit({ message, requestedSchema: Consent }) };
    return { question: inputRequired({ inputRequests, requestState: await consentStateCodec.mint(state) }) };
  }

  /** 2025 protocol: the question is a request of the server's own, sent and answered while the call runs. */
  async #elicit(ctx: ServerContext, message: string, credits: number): Promise<ConsentReply> {
    const requestedSchema = {
      type: 'object' as const,
      properties: { agree: { type: 'boolean' as const, description: 'Spend these credits?' } },
      required: ['agree'],
    };
    const options = {
      timeout: REPLY_TIMEOUT_MS,
      maxTotalTimeout: REPLY_TIMEOUT_MS,
      signal: ctx.mcpReq.signal,
    };
    try {
      const reply = await ctx.mcpReq.elicitInput({ message, requestedSchema }, options);
      return reply.action === 'accept' && reply.content?.agree === true
        ? { agreed: true, credits }
        : { agreed: false };
    } catch {
      // With a cancelled call its question is withdrawn: that tells nothing about the client.
      if (!ctx.mcpReq.signal.aborted) this.#markSilent(clientOf(ctx));
      return { agreed: false };
    }
  }

  /** Client names are free to choose over HTTP, so only so many are kept. */
  #markSilent(client: string): void {
    if (this.#silentClients.size >= MAX_CLIENTS) this.#silentClients.clear();
    this.#silentClients.add(client);
    this.#openQuestions.delete(client);
  }

  #isSilent(client: string): boolean {
    const askedAt = this.#openQuestions.get(client);
    if (askedAt !== undefined && performance.now() - askedAt > REPLY_TIMEOUT_MS) this.#markSilent(client);
    return this.#silentClients.has(client);
  }
}

/** Whether these capabilities, which the SDK has checked, hold elicitation. */
function canElicit(capabilities: unknown): boolean {
  return (capabilities as { elicitation?: unknown } | undefined)?.elicitation !== undefined;
}

/** 2026: the client that the request names, with its caller; 2025: consent is asked on stdio only, where there is one client. */
function clientOf(ctx: ServerContext): string {
  return JSON.stringify([fromEnvelope(ctx, CLIENT_INFO_META_KEY) ?? 'stdio', ctx.http?.authInfo?.clientId]);
}

function fromEnvelope(ctx: ServerContext, key: string): unknown {
  return (ctx.mcpReq.envelope as Record<string, unknown> | undefined)?.[key];
}

function hashOf(args: unknown): string {
  return createHash('sha256').update(JSON.stringify(args)).digest('hex');
}
