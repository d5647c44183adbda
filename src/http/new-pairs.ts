import { SnovioError } from '../errors.ts';
import { type Party, TurnQueue } from '../snovio/transport/turn-queue.ts';

const MINUTE_MS = 60_000;
/** The share of a minute's requests that may leave at once, after a quiet time. The others come at even intervals. */
const AT_ONCE = 1 / 3;

/**
 * When Snov.io may be asked about a pair of credentials that it has not accepted before. Anybody can make up such pairs,
 * so few leave in a minute, whoever brings them, and callers take turns, as do the client ids that a caller brings.
 */
export class NewPairs {
  readonly #everyMs: number;
  readonly #most: number;
  readonly #queue = new TurnQueue<() => void>();
  /** How many may leave at once, as it was at `#countedAt` (`performance.now()`). */
  #free: number;
  #countedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param perMinute how many may leave in any minute */
  constructor(perMinute: number) {
    this.#most = Math.max(1, Math.floor(perMinute * AT_ONCE));
    this.#free = this.#most;
    this.#everyMs = MINUTE_MS / Math.max(1, perMinute - this.#most);
  }

  /**
   * Waits for a turn.
   * @param left aborts when nobody waits for this pair any more
   * @throws SnovioError `cancelled` then
   */
  async turn(party: Party, left: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const remove = this.#queue.add(party, resolve);
    const leave = () => {
      remove();
      reject(new SnovioError('cancelled'));
    };
    left.addEventListener('abort', leave, { once: true });
    this.#giveOut();
    await promise.finally(() => left.removeEventListener('abort', leave));
  }

  #giveOut(): void {
    const now = performance.now();
    this.#free = Math.min(this.#most, this.#free + (now - this.#countedAt) / this.#everyMs);
    this.#countedAt = now;
    while (this.#free >= 1) {
      const go = this.#queue.next();
      if (!go) return;
      this.#free -= 1;
      go();
    }
    if (this.#queue.size === 0 || this.#timer) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#giveOut();
      },
      Math.ceil((1 - this.#free) * this.#everyMs),
    );
  }
}
