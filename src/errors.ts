import { plainLine } from './text/line.ts';
import { type Named, quoted, withNames } from './text/quoted.ts';

/** What went wrong: the codes that tools promise in `_meta["snovio/error"].code`. */
export type ErrorCode =
  | 'invalid_input'
  | 'not_configured'
  | 'unauthorized'
  | 'plan_forbidden'
  | 'not_enough_credits'
  | 'credit_ceiling'
  | 'in_doubt'
  | 'rate_limited'
  | 'hourly_quota'
  | 'not_found'
  | 'refused'
  | 'sending_not_allowed'
  | 'upstream_unavailable'
  | 'upstream_malformed'
  | 'cancelled';

/** What an agreement is good for. */
export interface Grant {
  /** Credits that the call may spend. */
  readonly credits?: number;
  /** What the call may do to others, in words that are only compared. */
  readonly actions?: readonly string[];
}

/**
 * What a question is about: credits; mail that would go out; people's data that would go to another host; what could not
 * be undone; how mail is sent from now on.
 */
export type AskAbout = 'credits' | 'mail' | 'data' | 'loss' | 'sender';

/** A question to the person in front of the client. */
export interface Ask {
  readonly about: AskAbout;
  /** What would happen, and whether it shall. Holds no words of others: see `names`. */
  readonly text: string;
  /** What others named, or what was given: shown apart. */
  readonly names?: readonly Named[];
  /** What the credits buy, such as `60 addresses`. */
  readonly buys?: string;
  /** For the box that they tick. */
  readonly label: string;
  /** What they agree to by ticking it. */
  readonly grant: Grant;
}

/** What is known of a failure besides its code. */
export interface ErrorFacts {
  /** The text for this very failure, instead of the code's standard text. Holds no words of others: see `names`. */
  message?: string;
  /** What was given, or what others named: shown last. */
  names?: readonly Named[] | undefined;
  /** What Snov.io said: untrusted, and cleaned before it is shown. */
  upstream?: string | undefined;
  /** After how many seconds a repetition may succeed. */
  retryAfterSeconds?: number;
  /** The status of Snov.io's answer. */
  httpStatus?: number | undefined;
  /** Whether no byte of the request can have reached Snov.io, so that nothing can have been charged. */
  neverSent?: boolean;
  /** Whether the request was repeated as often as makes sense: callers need not repeat it. */
  givenUp?: boolean;
  /** What a person could agree to, so that the call may run. */
  ask?: Ask;
  /** Where the person connects the account that is missing: a page for their browser. */
  connect?: string;
  /** Why an answer from a card did not count: what is known of the question that it answers. */
  question?: 'expired' | 'used' | 'unknown';
  cause?: unknown;
}

/**
 * The only error that tools and the client throw on purpose. Its message is what agents are told: what happened, and what to
 * do next. Any other error is a bug in this project.
 */
export class SnovioError extends Error {
  override readonly name = 'SnovioError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(textOf(code, facts), { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }
}

/** Whether an error is a SnovioError with any of these codes. */
export function hasCode(error: unknown, ...codes: ErrorCode[]): error is SnovioError {
  return error instanceof SnovioError && codes.includes(error.code);
}

/** What an agent is told where a failure has no text of its own. */
const TEXTS: Record<ErrorCode, string> = {
  invalid_input: 'The arguments are not valid. Correct them and call again.',
  not_configured:
    'No Snov.io credentials are configured. Set SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET (Snov.io: account settings, API), or start with --sandbox to try without an account.',
  unauthorized:
    'Snov.io refused the credentials. Check SNOVIO_CLIENT_ID (API User ID) and SNOVIO_CLIENT_SECRET (API Secret).',
  plan_forbidden:
    'The Snov.io plan does not allow this call. The API belongs to the paid plans; a free account may ask Snov.io support for test access.',
  not_enough_credits:
    'The Snov.io account has not enough credits. Tell the user; get_balance shows what is left.',
  credit_ceiling:
    'A credit limit set by the user stops this call; nothing was spent. Ask the user to raise it, or ask for less.',
  in_doubt:
    'Snov.io may have charged this request, but its answer was lost. It is not repeated by itself; ask the user, then repeat with fresh: true to risk a second payment.',
  rate_limited: "The account's limit of requests per minute is used up. Wait, then call again.",
  hourly_quota: "The plan's hourly quota is used up. Call again later; nothing was lost.",
  not_found: 'Snov.io knows nothing under this id or name. Check it, or list what exists first.',
  refused: 'Snov.io refused the request. Change what it objects to, or tell the user.',
  sending_not_allowed: 'This could send mail, and sending is not allowed. Ask the user.',
  upstream_unavailable: 'Snov.io did not answer properly. Try again in a minute.',
  upstream_malformed: "Snov.io's answer could not be understood. Try again; if it stays, report it.",
  cancelled: 'The call was cancelled. What was paid for is kept: call again to go on.',
};

/** The most characters of what Snov.io said, and of all words of our own. */
const LONGEST_REFUSAL = 200;
const LONGEST_MESSAGE = 4000;

/** What Snov.io said, as a quotation. */
export function saidUpstream(text: string): string {
  return `Snov.io said: ${quoted(text, LONGEST_REFUSAL)}`;
}

/** A failure as an agent gets to see it. */
export interface Explanation {
  text: string;
  meta: {
    code: ErrorCode;
    retryAfterSeconds?: number;
    httpStatus?: number;
    question?: ErrorFacts['question'];
  };
}

/** Explains a failure to the agent: what happened and what to do next. Of a bug it gives no details: they may be private. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof SnovioError)) {
    return {
      text: 'snovio-mcp failed inside; its log on stderr says where. Nothing more was sent. Tell the user.',
      meta: { code: 'upstream_malformed' },
    };
  }
  const { retryAfterSeconds, httpStatus, question } = error.facts;
  return {
    text: error.message,
    meta: {
      code: error.code,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(httpStatus !== undefined && { httpStatus }),
      ...(question && { question }),
    },
  };
}

/** What happened and what to do next, in sentences; what others said or named comes last. */
function textOf(code: ErrorCode, facts: ErrorFacts): string {
  const { message = TEXTS[code], names = [], upstream, retryAfterSeconds } = facts;
  const parts = [message];
  if (retryAfterSeconds !== undefined) parts.push(`Try again in ${retryAfterSeconds} s.`);
  const own = plainLine(parts.join(' '), LONGEST_MESSAGE);
  return withNames(upstream ? `${own} ${saidUpstream(upstream)}` : own, names);
}
