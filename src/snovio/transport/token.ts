import { z } from 'zod';
import { hasCode, SnovioError } from '../../errors.ts';

/** Renewed this long before Snov.io would refuse it (3600 s in every source). */
const EARLY_MS = 300_000;

export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3600),
});

/** Asks Snov.io for a token; paced and repeated like any free read. */
export type RequestToken = () => Promise<z.output<typeof TokenAnswer>>;

/** An account's access token: one request in flight however many calls wait, renewed before it expires. */
export class Token {
  readonly #request: RequestToken;
  /** `until` in milliseconds of `performance.now()`: nobody sets that clock. */
  #current: { value: string; until: number } | undefined;
  #pending: Promise<string> | undefined;

  constructor(request: RequestToken) {
    this.#request = request;
  }

  /** Whether these credentials have obtained a token that is still valid. */
  get valid(): boolean {
    return this.#current !== undefined && performance.now() < this.#current.until;
  }

  /** @throws SnovioError `unauthorized` when Snov.io refuses the credentials */
  get(): Promise<string> {
    if (this.#current && this.valid) return Promise.resolve(this.#current.value);
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** Forgets a token that Snov.io refused; a newer one stays. */
  drop(value: string): void {
    if (this.#current?.value === value) this.#current = undefined;
  }

  async #renew(): Promise<string> {
    try {
      const { access_token: value, expires_in: seconds } = await this.#request();
      const life = seconds * 1000;
      this.#current = { value, until: performance.now() + Math.max(life - EARLY_MS, life / 2) };
      return value;
    } catch (error) {
      // The refusal's status is not documented; OAuth 2 answers bad credentials with 400 as well as 401.
      if (hasCode(error, 'refused'))
        throw new SnovioError('unauthorized', { httpStatus: error.facts.httpStatus });
      throw error;
    }
  }
}
