import type { z } from 'zod';
import { type ErrorCode, SnovioError } from '../../errors.ts';
import { cutLongTexts, LONGEST_TEXT } from '../../text/long-texts.ts';
import { withoutSecrets } from '../../text/secrets.ts';
import type { Answer } from './http.ts';

/** [A] prints this text. Neither its status nor its envelope is documented. */
const QUOTA = /too many prospects processing/i;
/** Public clients meet this as plain text, even on the token call [C:code]. */
const TOO_FAST = /rate is limited|too many requests|rate limit/i;

/** Whether a text may hold a number of more digits than are exact. */
const LONG_NUMBER = /\d{16}/;

/** What Cloudflare, or a filter of a company, answers in the place of the API: a page, or Cloudflare's number of the reason. */
export const PAGE = /^\s*<|^error code: \d{4}/i;
const TURNED_AWAY =
  'Something in front of Snov.io, its firewall or a filter of this network, did not let the request through. Try again in a minute; if it stays, tell the user: it may depend on the network or its address.';

/** Not followed: a token is told to nobody else, and what is charged is sent once. */
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const LEADS_ELSEWHERE =
  "Snov.io's address leads elsewhere, which is not followed. Check SNOVIO_API_URL, and whether this network wants a login; if it stays, report it.";

const STATUS: Record<number, ErrorCode> = {
  401: 'unauthorized',
  402: 'not_enough_credits',
  403: 'plan_forbidden',
  404: 'not_found',
  408: 'upstream_unavailable',
  429: 'rate_limited',
};

/**
 * Understands an answer of either generation. Every answer of Snov.io's enters here, and secrets go no further.
 * @param secrets what must be told to nobody, if the answer repeats it
 * @returns the JSON of a 2xx answer
 * @throws SnovioError by status, or by a text that says the rate or the hourly quota is used up
 */
export function understand(answer: Answer, secrets: readonly (string | undefined)[]): unknown {
  const { status, text } = answer;
  const body = { json: parseJson(text) };
  const isWhole = !cutLongTexts(body, LONGEST_TEXT);
  const json = withoutSecrets(body.json, secrets, isWhole ? text : undefined);
  const said = messageOf(json);
  const words = typeof json === 'string' ? json : text.slice(0, 1000);
  // A 2xx list of prospects may well contain these words, so only a refusal or a body without JSON is looked at.
  const prose = json === undefined || typeof json === 'string';
  const refusal = status >= 300 || prose || isRefusal(json);
  if (refusal && QUOTA.test(said ?? words)) throw failure('hourly_quota', answer, undefined);
  if (status === 429 || saysTooFast(answer, json)) throw failure('rate_limited', answer, undefined);
  if (status >= 200 && status < 300) {
    if (json === undefined) throw failure('upstream_malformed', answer, undefined);
    return json;
  }
  throw notFromTheApi(answer) ?? failure(codeOf(status), answer, said);
}

/** The failure where something else has answered in the API's place. */
function notFromTheApi(answer: Answer): SnovioError | undefined {
  const { status, text } = answer;
  if (status === 403 && PAGE.test(text))
    return failure('upstream_unavailable', answer, undefined, TURNED_AWAY);
  return REDIRECTS.includes(status)
    ? failure('upstream_malformed', answer, undefined, LEADS_ELSEWHERE)
    : undefined;
}

/** As plain text with any status but 404, or as a refusal with a 2xx status. */
function saysTooFast({ status, text }: Answer, json: unknown): boolean {
  if (json === undefined || typeof json === 'string')
    return status !== 404 && TOO_FAST.test((json ?? text).slice(0, 200));
  return status < 300 && isRefusal(json) && TOO_FAST.test(messageOf(json) ?? '');
}

/**
 * Understands a refusal inside a 2xx answer (`success: false`).
 * @throws SnovioError `refused`
 */
export function accepted(json: unknown): unknown {
  if (!isRefusal(json)) return json;
  throw new SnovioError('refused', { upstream: messageOf(json) });
}

/** Checks an answer's shape leniently. A mismatch is Snov.io's, not the caller's. @throws SnovioError `upstream_malformed` */
export function shaped<S extends z.ZodType>(json: unknown, shape: S): z.output<S> {
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') || 'the top';
  throw new SnovioError('upstream_malformed', {
    message: `Snov.io's answer has another shape than documented (at ${where}). Try again; if it stays, report it.`,
  });
}

/** The statuses that are documented, or met by clients, as refusals before anything is charged. */
const REFUSALS: readonly number[] = [400, 401, 402, 403, 404, 422, 429];
/**
 * What Cloudflare answers where it got no connection to Snov.io's servers, so that they have seen nothing: refused, TLS
 * failed, bad certificate, no address (its reference of 5xx errors). After its others (520, 522 to 524) nobody knows.
 */
const NOT_REACHED: readonly number[] = [521, 525, 526, 530];

/**
 * Whether a failed charged request certainly cost nothing: it never left, its status is a known refusal or says that it got no
 * further than Cloudflare, a text says that the rate or the quota is used up, or a well-formed answer says `success: false`.
 * Everything else is in doubt.
 */
export function notCharged(error: unknown): error is SnovioError {
  if (!(error instanceof SnovioError)) return false;
  const { code, facts } = error;
  const { neverSent, httpStatus } = facts;
  if (neverSent || code === 'rate_limited' || code === 'hourly_quota') return true;
  if (httpStatus === undefined) return code === 'refused';
  return REFUSALS.includes(httpStatus) || NOT_REACHED.includes(httpStatus);
}

function codeOf(status: number): ErrorCode {
  const known = STATUS[status];
  if (known) return known;
  if (status >= 400 && status < 500) return 'refused';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_malformed';
}

function failure(
  code: ErrorCode,
  answer: Answer,
  upstream: string | undefined,
  message?: string,
): SnovioError {
  const retryAfterSeconds = parseRetryAfter(answer.retryAfter);
  return new SnovioError(code, {
    httpStatus: answer.status,
    ...(message && { message }),
    ...(upstream && { upstream }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

function parseRetryAfter(header: string | undefined): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(3600, Math.max(0, Math.ceil(seconds))) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return LONG_NUMBER.test(text)
      ? JSON.parse(text, exact as Parameters<typeof JSON.parse>[1])
      : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps an integer beyond 2^53 as a text: as a number it would be another one, and another's id. */
function exact(_: string, value: unknown, { source = '' }: { source?: string }): unknown {
  const isInexact = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isInexact ? source : value;
}

function isRefusal(json: unknown): boolean {
  const body = Array.isArray(json) ? json[0] : json;
  return isObject(body) && (body.success === false || body.success === 'false');
}

/**
 * The text of a refusal, or of the errors beside a success, wherever the generations put it: `errors` (object, list,
 * text), `message`, `error`…
 */
export function messageOf(json: unknown): string | undefined {
  const body = Array.isArray(json) ? json[0] : json;
  if (!isObject(body)) return undefined;
  for (const key of ['errors', 'message', 'error_description', 'error', 'details', 'detail']) {
    const { [key]: said, ...others } = body;
    const text = textOf(said);
    if (text) return [text, ...offersIn(others)].join('; ');
  }
  return undefined;
}

/** The first text in a value. The depth is bounded because the answer, which may be hostile, decides how deep it nests. */
export function textOf(value: unknown, depth = 6): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const inside = (part: unknown) => textOf(part, depth - 1);
  if (Array.isArray(value)) return value.map(inside).filter(Boolean).join('; ') || undefined;
  if (!isObject(value)) return undefined;
  const said = inside(value.title) ?? inside(value.msg) ?? inside(value.message);
  return said === undefined ? inside(Object.values(value)) : [said, ...offersIn(value)].join('; ');
}

/** Similar values, where a filter of the database search matches none [C:ref]; under which key is not documented. */
function offersIn(value: Record<string, unknown>): string[] {
  const lists = Object.values(value).filter(part => Array.isArray(part));
  return lists.flat().filter(entry => typeof entry === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
