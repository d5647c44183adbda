import type { Generation } from '../../spending/row.ts';
import type { ApiRequest } from '../transport/request.ts';

/** What an upstream answer says about one item. */
export type Found<A> =
  | {
      state: 'done';
      answer: A;
      credits: number;
      provisional?: boolean | undefined;
      miss?: boolean | undefined;
    }
  | { state: 'running' }
  /** v1: nothing is known about it, which may mean never asked, not yet, or never. */
  | { state: 'absent' }
  /** Ended upstream without an answer and without a charge. */
  | { state: 'failed'; reason: string }
  /** The task ended without a word about this item, which may have been charged. */
  | { state: 'lost' };

/** A request and how to read its answer. `read` gives one entry per input, in input order. */
export interface Step<T> {
  readonly request: ApiRequest;
  read(json: unknown): T;
}

/** A start's answer: the task to poll (v2), or nothing (v1 polls by item), or the result at once. */
export interface Started<A> {
  readonly task?: string | undefined;
  readonly found?: readonly Found<A>[] | undefined;
}

/** How one API generation answers one question about items. */
export interface Method<I, A> {
  readonly generation: Generation;
  /** Items a request may carry. */
  readonly batch: number;
  /** Whether two items may travel in one start. */
  together?(one: I, other: I): boolean;
  /** A free read that comes before paying. */
  check?(inputs: readonly I[]): Step<readonly Found<A>[]>;
  /** The charged request. `read` throws when the answer is a refusal. */
  start(inputs: readonly I[]): Step<Started<A>>;
  /** The free read of what was started; `task` where the start named one. */
  poll?(inputs: readonly I[], task: string | undefined): Step<readonly Found<A>[]>;
  /** When `absent` is final after a start. */
  readonly miss?: Miss<I, A>;
}

export interface Miss<I, A> {
  /** Seconds after the start; before that it may still come. */
  readonly afterSeconds: number;
  /** Final at once when the item had been seen running. */
  readonly afterRunning: boolean;
  /** What is paid for by then; undefined: `absent` proves that the item was never queued, so nothing was charged. */
  readonly answer?: ((input: I) => Found<A> & { state: 'done' }) | undefined;
}
