import { setTimeout as sleep } from 'node:timers/promises';
import { PerMinuteLimit } from './rate-limit.ts';
import type { Refusal } from './refusal.ts';

/** Wrong tokens of an address in a minute that are answered at once: a client that was set up wrong is told quickly. */
const QUICK_PER_MINUTE = 10;
const DELAY_MS = 1000;
/** Answers that are held back at the same time. Each keeps a connection; more are not worth it. */
const MAX_HELD = 200;

/**
 * Slows down whoever tries tokens. A right token is let in all the same: behind a proxy everybody has its address, and
 * anybody could keep the others out.
 */
export class WrongTokens {
  readonly #quick = new PerMinuteLimit(QUICK_PER_MINUTE);
  #held = 0;

  /**
   * How a wrong token is answered; resolves when it may be.
   * @param network where it came from
   * @param refusal the answer to a wrong token
   */
  async answer(network: string, refusal: Refusal): Promise<Refusal> {
    const retry = this.#quick.take(network);
    if (!retry) return refusal;
    if (this.#held < MAX_HELD) await this.#hold();
    const headers = { ...refusal.headers, 'retry-after': String(retry.retryAfterSeconds) };
    return {
      ...refusal,
      status: 429,
      message: `${refusal.message} Too many wrong ones came from here.`,
      headers,
    };
  }

  async #hold(): Promise<void> {
    this.#held += 1;
    await sleep(DELAY_MS);
    this.#held -= 1;
  }
}
