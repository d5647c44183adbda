import { z } from 'zod';
import { hasCode, SnovioError } from '../../errors.ts';

/** Renewed this long before Snov.io would refuse it (3600 s in every source). */
const EARLY_MS = 300_000;

export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3600),
});

/** At this share of its greatest age it is renewed, while calls go on with the old one. */
const AGING = 0.8;

/** Asks Snov.io for a token; paced and repeated like any free read. */
export type RequestToken = () => Promise<z.output<typeof TokenAnswer>>;

/** An account's access token: one request in flight however many calls wait, renewed before it expires. */
export class Token {
  readonly #request: RequestToken;
  readonly #maxAgeMs: number;
  /** Moments in milliseconds of `performance.now()`: nobody sets that clock. */
  #current: { value: string; renewAt: number; until: number } | undefined;
  #pending: Promise<string> | undefined;

  /**
   * @param maxAgeMs after which it is not used any more, however long Snov.io would take it. Nothing says that Snov.io
   * refuses the tokens of a secret that was replaced: only a new request shows whether the secret still holds.
   */
  constructor(request: RequestToken, maxAgeMs = Number.POSITIVE_INFINITY) {
    this.#request = request;
    this.#maxAgeMs = maxAgeMs;
  }

  /** Whether these credentials have obtained a token that is still valid. */
  get valid(): boolean {
    return this.#current !== undefined && performance.now() < this.#current.until;
  }

  /** @throws SnovioError `unauthorized` when Snov.io refuses the credentials */
  get(): Promise<string> {
    const current = this.#current;
    if (!current || !this.valid) return this.#renewed();
    // Whoever calls after its end hears of a failure.
    if (performance.now() >= current.renewAt) this.#renewed().catch(() => {});
    return Promise.resolve(current.value);
  }

  /** Forgets a token that Snov.io refused; a newer one stays. */
  drop(value: string): void {
    if (this.#current?.value === value) this.#current = undefined;
  }

  /** The next call has to renew it: its secret may have been replaced. */
  expire(): void {
    this.#current = undefined;
  }

  #renewed(): Promise<string> {
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #renew(): Promise<string> {
    try {
      const { access_token: value, expires_in: seconds } = await this.#request();
      const now = performance.now();
      const life = seconds * 1000;
      const use = Math.min(this.#maxAgeMs, Math.max(life - EARLY_MS, life / 2));
      const renewAt = now + (use === this.#maxAgeMs ? use * AGING : use);
      this.#current = { value, renewAt, until: now + use };
      return value;
    } catch (error) {
      if (hasCode(error, 'refused', 'unauthorized')) this.#current = undefined;
      // The refusal's status is not documented; OAuth 2 answers bad credentials with 400 as well as 401.
      if (hasCode(error, 'refused'))
        throw new SnovioError('unauthorized', { httpStatus: error.facts.httpStatus });
      throw error;
    }
  }
}
