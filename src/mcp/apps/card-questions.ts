import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import {
  type CallToolResult,
  createRequestStateCodec,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type Ask, type ErrorCode, type Grant, SnovioError } from '../../errors.ts';
import { plainLine } from '../../text/line.ts';
import { withNames } from '../../text/quoted.ts';
import { type ConsentReply, declined } from '../consent.ts';
import { type AskedCall, hashOf } from '../question.ts';
import { httpRequestOf, principalOf } from '../request-context.ts';
import { UsedOnce } from '../used-once.ts';
import { CardClients } from './card-clients.ts';

/** No answer within this time counts as no. */
const GOOD_FOR_MS = 600_000;
const MOST_NAMES = 20;
const A_YEAR = 31_536_000;

/** What a token says; its signature says that this process has made it. Everybody who gets it can read it. */
interface Question {
  /** An answer is good once. */
  id: string;
  tool: string;
  /** SHA-256 of the arguments. */
  args: string;
  /** Keyed hashes of the account, and of who was asked: the caller of the call. */
  account: string;
  who: string;
  grant: Grant;
  /** What the call fails with if nobody agrees. */
  code: ErrorCode;
  /** When the user was asked (`performance.now()` of this process, whose key signs the token). */
  at: number;
  /** The same in milliseconds since the epoch. */
  date: number;
}

/** What the user has pressed, as a card sends it. */
const CardAnswer = z.object({
  token: z.string().max(200_000),
  key: z.string().max(100),
  agree: z.boolean(),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

/** An answer to a question that is open, as far as can be told without running the call. */
export interface OpenAnswer {
  readonly question: Question;
  readonly agree: boolean;
  /** The call's arguments, not checked yet. */
  readonly args: unknown;
}

type Opened =
  | { readonly answer: OpenAnswer; readonly error?: undefined }
  | { readonly answer?: undefined; readonly error: SnovioError };

/** What the user's limits leave, in credits. */
export interface CreditsLeft {
  readonly day?: number | undefined;
  readonly process?: number | undefined;
  readonly spentToday: number;
}

/**
 * Asks the user on a card. A model cannot answer in their place: an answer takes the question's token, which is in no part
 * of a result that models are shown, and the key of the page, which only its script reads. Neither is good for another
 * caller, call or account, nor in another process.
 */
export class CardQuestions {
  readonly clients = new CardClients();
  readonly #caller: string | undefined;
  readonly #secret = randomBytes(32);
  /** When a question is too old is judged in `open`: one of long ago is to be told from a forged one. */
  readonly #tokens = createRequestStateCodec<Question>({ key: randomBytes(32), ttlSeconds: A_YEAR });
  readonly #used = new UsedOnce(GOOD_FOR_MS);

  /** @param caller who calls where there is no HTTP request to tell */
  constructor(caller?: string) {
    this.#caller = caller;
  }

  /** What the page of a card has to show with an answer; undefined for a client that shows none. */
  pageKey(server: McpServer, ctx: ServerContext): string | undefined {
    if (!this.clients.declares(server, ctx)) return undefined;
    this.clients.hasRead(ctx);
    return this.#keyOf(ctx);
  }

  /**
   * The answer of a call that the user is asked about. It is no error: Claude and ChatGPT show no card beside one
   * (github.com/modelcontextprotocol/ext-apps, issue 694).
   */
  async ask(
    ctx: ServerContext,
    ask: Ask,
    error: SnovioError,
    { tool, title, account, args }: AskedCall,
    left: CreditsLeft | undefined,
  ): Promise<CallToolResult> {
    const { about, grant, text, label, buys, names = [] } = ask;
    const isKnown = this.clients.isKnownToShow(ctx);
    this.clients.wasAsked(ctx);
    const question = {
      id: randomUUID(),
      tool,
      args: hashOf(args),
      account: this.#marked('account', account),
      who: this.#who(ctx),
      grant,
      code: error.code,
      at: performance.now(),
      date: Date.now(),
    };
    const shown = names.slice(0, MOST_NAMES).map(({ what, name }) => ({ what, name: plainLine(name) }));
    const approval = {
      token: await this.#tokens.mint(question, ctx),
      tool,
      title,
      about,
      text,
      label,
      ...(grant.credits !== undefined && { credits: grant.credits }),
      ...(buys !== undefined && { buys }),
      ...(left && { left }),
      names: shown,
      moreNames: names.length - shown.length,
      seconds: GOOD_FOR_MS / 1000,
    };
    const note = withNames(`${waiting(text)} ${otherwise(grant, isKnown)}`, names);
    return {
      content: [{ type: 'text', text: note }],
      structuredContent: { note },
      _meta: { 'snovio/approval': approval },
    };
  }

  /**
   * Reads what a card sends.
   * @returns the answer, or why it counts for nothing
   */
  async open(raw: unknown, ctx: ServerContext): Promise<Opened> {
    const answer = CardAnswer.safeParse(raw).data;
    if (!answer || !isSame(answer.key, this.#keyOf(ctx))) return { error: notOpen('refused', 'unknown') };
    const question = await this.#tokens.verify(answer.token, ctx).catch(() => undefined);
    if (question?.who !== this.#who(ctx)) return { error: notOpen('refused', 'unknown') };
    if (ageOf(question) > GOOD_FOR_MS) return { error: notOpen(question.code, 'expired') };
    return { answer: { question, agree: answer.agree, args: answer.arguments } };
  }

  /** What an answer says about a call. From here on it is used. */
  replyOf({ question, agree }: OpenAnswer, { tool, account, args }: AskedCall): ConsentReply {
    const { code } = question;
    const isSameCall = question.tool === tool && question.args === hashOf(args);
    if (!isSameCall || question.account !== this.#marked('account', account))
      return { agreed: false, error: notOpen(code, 'unknown') };
    if (!this.#used.isFirst(question)) return { agreed: false, error: notOpen(code, 'used') };
    return agree ? { agreed: true, grant: question.grant } : { agreed: false, error: declined(code) };
  }

  #who(ctx: ServerContext): string {
    return this.#marked('who', principalOf(httpRequestOf(ctx), this.#caller));
  }

  #keyOf(ctx: ServerContext): string {
    return this.#marked('page', principalOf(httpRequestOf(ctx), this.#caller));
  }

  /** A text that tells nothing of what it stands for, and that nobody else can make. */
  #marked(what: 'account' | 'who' | 'page', text: string): string {
    return createHmac('sha256', this.#secret).update(`${what} ${text}`).digest('base64url');
  }
}

/** In milliseconds, by the clock that says more: one stands still while the machine sleeps, the other can be set back. */
function ageOf({ at, date }: Question): number {
  return Math.max(performance.now() - at, Date.now() - date);
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** For the agent, while the user decides. @param text the question */
function waiting(text: string): string {
  return `Nothing was done yet. A card asks the user: ${text} Their click there decides: end your turn, and do not call again.`;
}

/** What helps a user who sees no card. */
function otherwise({ credits, actions = [] }: Grant, isKnown: boolean): string {
  const noCard = 'Only if they say that they see no card, or that it does not work:';
  if (credits !== undefined && actions.length === 0)
    return `${noCard} ask them here, then repeat with maxCredits: ${credits}.`;
  if (!isKnown) return `${noCard} repeat the call, which then says what to do.`;
  return `${noCard} with SNOVIO_CARDS=off, which only they can set, they are asked here.`;
}

const NOT_OPEN = {
  expired: `The question is older than ${GOOD_FOR_MS / 60_000} minutes, so nothing was done. Call again to ask once more.`,
  used: 'The question has been answered already, and nothing more was done. Look at what came of it.',
  unknown:
    'This answers no question that is open here: it is about another call, or was asked before the server was started anew. Nothing was done. Call again to ask once more.',
};

function notOpen(code: ErrorCode, question: keyof typeof NOT_OPEN): SnovioError {
  return new SnovioError(code, { message: NOT_OPEN[question], question });
}
