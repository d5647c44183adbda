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

/** No answer within this time counts as no. */
const PATIENCE_MS = 20_000;
const MOST_CLIENTS = 1000;

const Agreement = z.object({ agree: z.boolean().describe('Spend these credits?') });

interface ConsentState {
  tool: string;
  /** SHA-256 of the arguments that were priced. */
  args: string;
  account: string;
  credits: number;
  at: number;
}

/** What the user said about a price. */
export type ConsentReply = { agreed: true; credits: number } | { agreed: false };

/** Binds requestState to this process: it comes back through the client. */
export const consentStateCodec = createRequestStateCodec<ConsentState>({
  key: randomBytes(32),
  ttlSeconds: 3600,
});

/**
 * Asks the user, through the client, whether a price may be paid. Some clients declare that they can ask and never show
 * it: one that leaves a question unanswered is not asked again in this process.
 */
export class ConsentRequests {
  readonly #mute = new Set<string>();
  readonly #open = new Map<string, number>();

  /** Whether this client can be asked now. Over HTTP a client of the 2025 era has no way back. */
  can(server: McpServer, ctx: ServerContext): boolean {
    if (this.#isMute(clientOf(ctx))) return false;
    if (ctx.mcpReq.envelope) return canElicit(fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY));
    return ctx.http === undefined && canElicit(server.server.getClientCapabilities());
  }

  /** What the user answered to a question of an earlier round of this very call, if there was one. */
  async answered(
    ctx: ServerContext,
    tool: string,
    args: unknown,
    account: string,
  ): Promise<ConsentReply | undefined> {
    const state = ctx.mcpReq.requestState<ConsentState>();
    if (!state || typeof state !== 'object') return undefined;
    this.#open.delete(clientOf(ctx));
    const same = state.tool === tool && state.args === hashOf(args) && state.account === account;
    const inTime = Date.now() - state.at <= PATIENCE_MS;
    const said = acceptedContent<{ agree?: unknown }>(ctx.mcpReq.inputResponses, 'price');
    return same && inTime && said?.agree === true
      ? { agreed: true, credits: state.credits }
      : { agreed: false };
  }

  /** Puts the price of a call to the user. */
  async ask(
    ctx: ServerContext,
    error: SnovioError,
    call: { tool: string; args: unknown; account: string },
  ): Promise<ConsentReply | { ask: InputRequiredResult }> {
    const { credits, what } = error.facts.ask ?? { credits: 0, what: '' };
    const message = `snovio-mcp: spend up to ${credits} Snov.io credits for ${what}?`;
    if (!ctx.mcpReq.envelope) return this.#askNow(ctx, message, credits);
    const asked = {
      tool: call.tool,
      args: hashOf(call.args),
      account: call.account,
      credits,
      at: Date.now(),
    };
    if (this.#open.size >= MOST_CLIENTS) this.#open.clear();
    this.#open.set(clientOf(ctx), Date.now());
    const inputRequests = { price: inputRequired.elicit({ message, requestedSchema: Agreement }) };
    return { ask: inputRequired({ inputRequests, requestState: await consentStateCodec.mint(asked) }) };
  }

  /** 2025 era: the question travels inside the call. */
  async #askNow(ctx: ServerContext, message: string, credits: number): Promise<ConsentReply> {
    const requestedSchema = {
      type: 'object' as const,
      properties: { agree: { type: 'boolean' as const, description: 'Spend these credits?' } },
      required: ['agree'],
    };
    try {
      const options = { timeout: PATIENCE_MS, maxTotalTimeout: PATIENCE_MS, signal: ctx.mcpReq.signal };
      const said = await ctx.mcpReq.elicitInput({ message, requestedSchema }, options);
      return said.action === 'accept' && said.content?.agree === true
        ? { agreed: true, credits }
        : { agreed: false };
    } catch {
      // With a cancelled call its question is withdrawn: that tells nothing about the client.
      if (!ctx.mcpReq.signal.aborted) this.#silence(clientOf(ctx));
      return { agreed: false };
    }
  }

  /** Over HTTP anybody may call themselves anything: only so many names are remembered. */
  #silence(client: string): void {
    if (this.#mute.size >= MOST_CLIENTS) this.#mute.clear();
    this.#mute.add(client);
    this.#open.delete(client);
  }

  #isMute(client: string): boolean {
    const asked = this.#open.get(client);
    if (asked !== undefined && Date.now() - asked > PATIENCE_MS) this.#silence(client);
    return this.#mute.has(client);
  }
}

/** Whether these capabilities, which the SDK has checked, hold elicitation. */
function canElicit(capabilities: unknown): boolean {
  return (capabilities as { elicitation?: unknown } | undefined)?.elicitation !== undefined;
}

/** 2026: who the request says it comes from; 2025 on stdio: there is one client. */
function clientOf(ctx: ServerContext): string {
  return JSON.stringify([fromEnvelope(ctx, CLIENT_INFO_META_KEY) ?? 'stdio', ctx.http?.authInfo?.clientId]);
}

function fromEnvelope(ctx: ServerContext, key: string): unknown {
  return (ctx.mcpReq.envelope as Record<string, unknown> | undefined)?.[key];
}

function hashOf(args: unknown): string {
  return createHash('sha256').update(JSON.stringify(args)).digest('hex');
}
