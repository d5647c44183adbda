import type { ApiRequest } from '../snovio/transport/request.ts';

/** A finished tool call, as far as it may be told: no argument, address, secret or token. */
export interface CallRecord {
  readonly requestId: string | undefined;
  readonly tool: string;
  /** `ok`, `asked` where the user is asked first, or the error's code. */
  readonly outcome: string;
  readonly ms: number;
  /** How often each upstream method was asked, by template such as `DELETE /v2/webhooks/{id}`. */
  readonly upstream: Readonly<Record<string, number>>;
  /** The account's key; undefined when the call failed before one was known. */
  readonly account: string | undefined;
}

/** Snov.io's paths are versions and words; whatever else stands in one came with the call. */
const WORD = /^(v\d|[a-z][a-z_-]{0,39})?$/;

/** An upstream request without the ids and hashes in its path. */
export function templateOf({ method, path }: ApiRequest): string {
  const segments = path.split('/').map(one => (WORD.test(one) ? one : '{id}'));
  return `${method} ${segments.join('/')}`;
}

/** Follows one tool call from its start to its end. */
export class CallRecorder {
  readonly #tool: string;
  readonly #requestId: string | undefined;
  readonly #since = performance.now();
  readonly #upstream: Record<string, number> = {};
  account: string | undefined;

  constructor(tool: string, requestId: string | undefined) {
    this.#tool = tool;
    this.#requestId = requestId;
  }

  readonly trace = (request: ApiRequest): void => {
    const template = templateOf(request);
    this.#upstream[template] = (this.#upstream[template] ?? 0) + 1;
  };

  /** @param result the tool's answer, or the question that goes to the user first */
  end(result: { isError?: boolean; content?: unknown; _meta?: Record<string, unknown> }): CallRecord {
    const error = result._meta?.['snovio/error'] as { code?: string } | undefined;
    return {
      requestId: this.#requestId,
      tool: this.#tool,
      outcome: result.isError ? (error?.code ?? 'error') : result.content === undefined ? 'asked' : 'ok',
      ms: Math.round(performance.now() - this.#since),
      upstream: this.#upstream,
      account: this.account,
    };
  }
}
