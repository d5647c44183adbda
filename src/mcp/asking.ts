import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { Ask, Grant, SnovioError } from '../errors.ts';
import type { Snovio } from '../snovio/snovio.ts';
import type { CardQuestions, OpenAnswer } from './apps/card-questions.ts';
import type { ConsentReply, ConsentRequests } from './consent.ts';
import type { AskedCall } from './question.ts';
import { type HttpRequest, httpRequestOf } from './request-context.ts';

/** What a call is answered with so that the user is asked. */
export type Question = CallToolResult | InputRequiredResult;

/** Asks the user whether a call may do what it was stopped before: on a card where the client shows cards, else by elicitation. */
export class Asking {
  readonly #server: McpServer;
  readonly #consents: ConsentRequests;
  readonly #cards: CardQuestions | undefined;

  /** @param cards undefined where no card is to ask */
  constructor(server: McpServer, consents: ConsentRequests, cards: CardQuestions | undefined) {
    this.#server = server;
    this.#consents = consents;
    this.#cards = cards;
  }

  /** The same without cards. */
  get withoutCards(): Asking {
    return new Asking(this.#server, this.#consents, undefined);
  }

  /** Whether the user can be asked now. @param grant what would be asked for; by default something that others would feel */
  canAsk(ctx: ServerContext, grant?: Grant): boolean {
    return this.asksOnCard(ctx, grant) || this.#consents.canAsk(this.#server, ctx, grant);
  }

  /** Whether a card would ask. */
  asksOnCard(ctx: ServerContext, grant?: Grant): boolean {
    const hasOtherWay = this.#consents.canAsk(this.#server, ctx, grant);
    return this.#cards?.clients.mayShow(this.#server, ctx, hasOtherWay) === true;
  }

  /**
   * What the user has said already; undefined on a first call.
   * @param answer what a card has sent
   */
  replyOf(ctx: ServerContext, call: AskedCall, answer: OpenAnswer | undefined): ConsentReply | undefined {
    return answer ? this.#cards?.replyOf(answer, call) : this.#consents.replyOf(ctx, call);
  }

  /**
   * Asks the user.
   * @param error what the call fails with if nobody agrees
   * @returns the reply, or the question that the call is answered with
   */
  async request(
    ctx: ServerContext,
    ask: Ask,
    error: SnovioError,
    call: AskedCall,
    snovio: Snovio,
  ): Promise<ConsentReply | { question: Question }> {
    if (!this.#cards || !this.asksOnCard(ctx, ask.grant))
      return this.#consents.request(ctx, ask, error, call);
    const left = ask.grant.credits === undefined ? undefined : await leftOf(snovio, httpRequestOf(ctx));
    return { question: await this.#cards.ask(ctx, ask, error, call, left) };
  }
}

/** What the user's limits leave. A question without it is better than none. */
async function leftOf(snovio: Snovio, request: HttpRequest | undefined) {
  try {
    const { left, last24Hours } = await snovio.spending({ holders: request?.holders });
    return { ...left, spentToday: last24Hours };
  } catch {
    return undefined;
  }
}
