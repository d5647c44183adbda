import type { ApiClient } from '../transport/api-client.ts';
import type { ApiRequest } from '../transport/request.ts';
import { isPaidStill, type WorkItem } from './work-item.ts';

const NEVER = new AbortController().signal;

/** Sends requests about items. A free read ends with the last call that waits for it; a charged request is never cut off. */
export class Requests {
  readonly #api: ApiClient;
  readonly #inFlight: Set<Promise<void>>;
  readonly #reads = new Map<AbortController, readonly WorkItem[]>();

  /** @param inFlight work that the process waits for before it ends */
  constructor(api: ApiClient, inFlight: Set<Promise<void>>) {
    this.#api = api;
    this.#inFlight = inFlight;
  }

  /** Makes a free read with a slot already taken. It ends early when no call waits for any of these items. */
  async read(items: readonly WorkItem[], request: ApiRequest, token: string): Promise<unknown> {
    trace(items, request);
    const reading = new AbortController();
    this.#reads.set(reading, items);
    try {
      return await this.#api.exchange(request, token, reading.signal);
    } finally {
      this.#reads.delete(reading);
    }
  }

  /**
   * Sends a charged request with a slot already taken. Once it has left it is never aborted; it does not leave where a call
   * that pays has gone before there was a connection.
   */
  pay(items: readonly WorkItem[], request: ApiRequest, token: string): Promise<unknown> {
    trace(items, request);
    return this.#api.exchange(request, token, NEVER, true, () => items.every(isPaidStill));
  }

  /** Makes the process wait for this work before it ends. */
  keep(work: Promise<void>): void {
    const kept = work.catch(() => {}).finally(() => this.#inFlight.delete(kept));
    this.#inFlight.add(kept);
  }

  /** Stops the reads that no call waits for any more. */
  review(): void {
    for (const [reading, items] of this.#reads) {
      if (items.every(item => item.waiters.size === 0)) reading.abort();
    }
  }
}

/** Reports a request to the calls that wait for these items. */
function trace(items: readonly WorkItem[], request: ApiRequest): void {
  const traces = new Set(items.flatMap(item => [...item.waiters].map(waiter => waiter.trace)));
  for (const report of traces) report?.(request);
}
