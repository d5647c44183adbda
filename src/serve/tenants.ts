import { createHash } from 'node:crypto';
import { hasCode, SnovioError } from '../errors.ts';
import { MOST_ACCOUNTS, type Runtime } from '../runtime.ts';
import type { Account } from '../snovio/account.ts';
import { Token } from '../snovio/token.ts';
import type { Credentials } from '../snovio/wire.ts';
import { PerMinute } from './limits.ts';

const FAILED_MS = 60_000;
const UNPROVED_PER_MINUTE = 30;
const MOST_FAILED = 10_000;

interface Pair {
  readonly token: Token;
  /** Whether Snov.io has ever given it a token. */
  proved: boolean;
}

/**
 * Whose account a request works with. A pair of credentials opens an account, and what the ledger knows of it, only
 * while that very pair holds a token that Snov.io gave for it.
 */
export class Tenants {
  readonly #runtime: Runtime;
  readonly #pairs = new Map<string, Pair>();
  readonly #failed = new Map<string, number>();
  readonly #unproved = new PerMinute(UNPROVED_PER_MINUTE);

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * The account of these credentials, proved.
   * @param caller who asks, for the limit of unproved attempts
   * @throws SnovioError `unauthorized`, `rate_limited`, or that Snov.io cannot be asked
   */
  async account(credentials: Credentials, caller: string): Promise<Account> {
    const key = this.#keyOf(credentials);
    const pair = this.#pairs.get(key) ?? this.#introduce(credentials, key, caller);
    try {
      await pair.token.get();
      pair.proved = true;
    } catch (error) {
      if (!pair.proved) this.#pairs.delete(key);
      if (hasCode(error, 'unauthorized')) this.#fail(key);
      throw error;
    }
    const account = this.#runtime.account(credentials);
    account.wire.token = pair.token;
    return account;
  }

  /** A pair that is new here. @throws SnovioError when it failed lately, or this caller brings too many */
  #introduce(credentials: Credentials, key: string, caller: string): Pair {
    if ((this.#failed.get(key) ?? 0) > Date.now()) throw new SnovioError('unauthorized');
    const busy = this.#unproved.take(caller);
    if (busy)
      throw new SnovioError('rate_limited', { message: 'Too many new credentials in a minute.', ...busy });
    const pair: Pair = { proved: false, token: new Token(() => this.#request(credentials, pair)) };
    const oldest = this.#pairs.size >= MOST_ACCOUNTS ? this.#pairs.keys().next().value : undefined;
    if (oldest !== undefined) this.#pairs.delete(oldest);
    this.#pairs.set(key, pair);
    return pair;
  }

  /** The first token takes no slot of the account that the pair claims to be; later ones do. */
  #request(credentials: Credentials, pair: Pair) {
    return pair.proved
      ? this.#runtime.account(credentials).wire.requestToken(credentials)
      : this.#runtime.requestToken(credentials);
  }

  #fail(key: string): void {
    this.#pairs.delete(key);
    if (this.#failed.size >= MOST_FAILED) this.#failed.clear();
    this.#failed.set(key, Date.now() + FAILED_MS);
  }

  #keyOf({ id, secret }: Credentials): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#runtime.config.apiUrl, id, secret]))
      .digest('hex');
  }
}
