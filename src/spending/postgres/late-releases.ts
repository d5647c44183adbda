import type { Payment, QuestionScope } from '../store.ts';
import type { UnknownOutcome } from './transactions.ts';

const RETRY_MS = 1000;

/**
 * Takes payments back of which it was not known whether they were recorded, and which were not sent: as soon as the database
 * says that they were. Without that they would seem to be in doubt.
 */
export class LateReleases {
  readonly #release: (scope: QuestionScope, payments: readonly Payment[]) => Promise<void>;
  readonly #closed = new AbortController();

  constructor(release: (scope: QuestionScope, payments: readonly Payment[]) => Promise<void>) {
    this.#release = release;
  }

  /** @param outcome of the claim */
  add(outcome: UnknownOutcome, scope: QuestionScope, payments: readonly Payment[]): void {
    const settle = async () => {
      if (await outcome.find()) await this.#release(scope, payments);
    };
    const attempt = () => void settle().catch(() => this.#later(attempt));
    this.#later(attempt);
  }

  close(): void {
    this.#closed.abort();
  }

  #later(attempt: () => void): void {
    if (this.#closed.signal.aborted) return;
    const timer = setTimeout(attempt, RETRY_MS).unref();
    this.#closed.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }
}
