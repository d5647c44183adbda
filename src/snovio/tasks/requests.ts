import type { ApiClient } from '../transport/api-client.ts';
import type { ApiRequest } from '../transport/request.ts';
import type { WorkItem } from './work-item.ts';

const NEVER = new AbortController().signal;

/** Requests about items: free reads belong to the calls that wait for them, charged requests to nobody. */
export class Requests {
  readonly #api: ApiClient;
  readonly #inFlight: Set<Promise<void>>;
  readonly #reads = new Map<AbortController, readonly WorkItem[]>();

  /** @param inFlight work that the process waits for before it ends */
  constructor(api: ApiClient, inFlight: Set<Promise<void>>) {
    this.#api = api;
    this.#inFlight = inFlight;
  }

  /** A free read about items with a slot already taken; it ends early when nobody waits for any of them. */
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

  /** Sends a charged request with a slot already taken. Once it has left it is never aborted. */
  pay(items: readonly WorkItem[], request: ApiRequest, token: string): Promise<unknown> {
    trace(items, request);
    return this.#api.exchange(request, token, NEVER, true);
  }

  /** Work that the process waits for before it ends. */
  keep(work: Promise<void>): void {
    const kept = work.catch(() => {}).finally(() => this.#inFlight.delete(kept));
    this.#inFlight.add(kept);
  }

  /** Stops the reads whose last waiter has left. */
  review(): void {
    for (const [reading, items] of this.#reads) {
      if (items.every(item => item.waiters.size === 0)) reading.abort();
    }
  }
}

/** Tells the calls that wait for these items of a request. */
function trace(items: readonly WorkItem[], request: ApiRequest): void {
  const traces = new Set(items.flatMap(item => [...item.waiters].map(waiter => waiter.trace)));
  for (const tell of traces) tell?.(request);
}
