import type { ApiRequest } from '../snovio/transport/request.ts';

/** A finished tool call, without anything private: no argument, address, secret or token. */
export interface CallRecord {
  /** Undefined on stdio. */
  readonly requestId: string | undefined;
  readonly tool: string;
  /** `ok`, `asked` if the user is asked first, or the error's code. */
  readonly outcome: string;
  /** How long the call took, in milliseconds. */
  readonly ms: number;
  /** How often each upstream method was called, by template such as `DELETE /v2/webhooks/{id}`. */
  readonly upstream: Readonly<Record<string, number>>;
  /** The account's key; undefined if the call failed before it was known. */
  readonly account: string | undefined;
}

/** Snov.io's own paths consist of versions and words. Any other segment comes from the call. */
const WORD = /^(v\d|[a-z][a-z_-]{0,39})?$/;

/** An upstream request without the ids and hashes in its path. */
function templateOf({ method, path }: ApiRequest): string {
  const segments = path.split('/').map(segment => (WORD.test(segment) ? segment : '{id}'));
  return `${method} ${segments.join('/')}`;
}

/** Collects the record of a tool call while it runs. */
export class CallRecorder {
  readonly #tool: string;
  readonly #requestId: string | undefined;
  readonly #start = performance.now();
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

  /** @param result the tool's answer, or the question that goes to the user first (it has no content) */
  end(result: { isError?: boolean; content?: unknown; _meta?: Record<string, unknown> }): CallRecord {
    const error = result._meta?.['snovio/error'] as { code?: string } | undefined;
    return {
      requestId: this.#requestId,
      tool: this.#tool,
      outcome: result.isError ? (error?.code ?? 'error') : result.content === undefined ? 'asked' : 'ok',
      ms: Math.round(performance.now() - this.#start),
      upstream: this.#upstream,
      account: this.account,
    };
  }
}
