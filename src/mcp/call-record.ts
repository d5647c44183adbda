import type { ApiRequest } from '../snovio/transport/request.ts';
import type { Effect, Tool } from '../tool.ts';

/** A finished tool call, without anything private: no argument, address, secret or token. */
export interface CallRecord {
  /** Undefined on stdio. */
  readonly requestId: string | undefined;
  readonly tool: string;
  readonly effect: Effect;
  /** Who called: `stdio`, `shell`, `library`, or as an {@link HttpRequest} names its caller. */
  readonly caller: string;
  /** `ok`, `asked` if the user is asked first, or the error's code. */
  readonly outcome: string;
  /** How long the call took, in milliseconds. */
  readonly ms: number;
  /** How often each upstream method was called, by template such as `DELETE /v2/webhooks/{id}`. */
  readonly upstream: Readonly<Record<string, number>>;
  /** The account's key; undefined if the call failed before it was known. */
  readonly account: string | undefined;
  /** The most that the call has cost, in credits: what is not settled yet counts in full. */
  readonly credits: number;
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
  readonly #tool: Pick<Tool, 'name' | 'effect'>;
  readonly #caller: string;
  readonly #requestId: string | undefined;
  readonly #start = performance.now();
  readonly #upstream: Record<string, number> = {};
  #credits = 0;
  account: string | undefined;
  hasEnded = false;

  constructor(tool: Pick<Tool, 'name' | 'effect'>, caller: string, requestId?: string) {
    this.#tool = tool;
    this.#caller = caller;
    this.#requestId = requestId;
  }

  readonly trace = (request: ApiRequest): void => {
    const template = templateOf(request);
    this.#upstream[template] = (this.#upstream[template] ?? 0) + 1;
  };

  readonly onPaid = (credits: number): void => {
    this.#credits += credits;
  };

  end(outcome: string): CallRecord {
    this.hasEnded = true;
    return {
      requestId: this.#requestId,
      tool: this.#tool.name,
      effect: this.#tool.effect,
      caller: this.#caller,
      outcome,
      ms: Math.round(performance.now() - this.#start),
      upstream: this.#upstream,
      account: this.account,
      credits: this.#credits,
    };
  }
}
