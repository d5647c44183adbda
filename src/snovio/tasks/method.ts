import type { Generation } from '../../spending/store.ts';
import type { ApiRequest } from '../transport/request.ts';

/** What an upstream answer says about one item. Only documented words count as one of the first four. */
export type Found<A> =
  | {
      state: 'done';
      answer: A;
      /** What Snov.io charged. */
      credits: number;
      /** May still change upstream (greylisted). */
      provisional?: boolean | undefined;
      /** Not charged before it changes: v1 charges a greylisted address when it resolves [A][B]. */
      open?: boolean | undefined;
      /** Nothing was found and nothing charged. */
      miss?: boolean | undefined;
    }
  | { state: 'running' }
  /** v1: nothing is known about it, which may mean never asked, not yet, or never. */
  | { state: 'absent' }
  /** Ended upstream without an answer and without a charge. */
  | { state: 'failed'; reason: string }
  /** A missing row, an unknown word, an unreadable answer. It says nothing, so nothing is concluded. */
  | { state: 'unclear' };

/** A request and how to read its answer. `read` gives one entry per input, in input order. */
export interface Step<T> {
  readonly request: ApiRequest;
  read(json: unknown): T;
}

/** The answer of a start: the task to poll (v2), what it says about each item (v1), or the results at once. */
export interface Started<A> {
  readonly task?: string | undefined;
  readonly found?: readonly Found<A>[] | undefined;
}

/** How one API generation answers one question about items. */
export interface Method<I, A> {
  readonly generation: Generation;
  /** Items a request may carry. */
  readonly batch: number;
  /** Whether two items may share a start. */
  together?(item: I, other: I): boolean;
  /** A free read that comes before paying. */
  check?(inputs: readonly I[]): Step<readonly Found<A>[]>;
  /**
   * Whether a 404 on the start says that Snov.io does not know what is asked about: a domain, a person at a domain, a hash.
   * Elsewhere it says nothing of the item; the method may be gone.
   */
  readonly unknownIs404?: true;
  /** Whether the start takes a `webhook_url` that its result is sent to [C:ref]. */
  readonly takesWebhook?: true;
  /** The charged request. `read` throws when the answer is a refusal. */
  start(inputs: readonly I[]): Step<Started<A>>;
  /** The free read of what was started; `task` where the start named one. */
  poll?(inputs: readonly I[], task: string | undefined): Step<readonly Found<A>[]>;
  /** What `absent` means after a start. Only v1 has reads that find an item without a task. */
  readonly miss?: Miss<A>;
}

/** A method whose items and answers are known to its flow alone. */
export type AnyMethod = Method<unknown, unknown>;

export interface Miss<A> {
  /** Seconds after the start until a miss is final; before that the answer may still come. */
  readonly afterSeconds: number;
  /** Whether a miss is final at once when the item has been seen running. */
  readonly afterRunning: boolean;
  /** The answer that was paid for by then; undefined: `absent` says that the item was never queued, so nothing was charged. */
  readonly answer?: () => Found<A> & { state: 'done' };
}
