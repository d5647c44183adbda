import { createHash } from 'node:crypto';
import { type AccountRegistry, MOST_ACCOUNTS } from '../app/account-registry.ts';
import { hasCode, SnovioError } from '../errors.ts';
import type { HttpRequest } from '../mcp/request-context.ts';
import type { Account } from '../snovio/account.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { Token } from '../snovio/transport/token.ts';
import { orAborted } from '../snovio/transport/wait.ts';
import { PerMinute } from './limits.ts';

const FAILED_MS = 60_000;
const MOST_FAILED = 10_000;
/** Pairs of one caller that are being tried or have failed within a minute. Proved ones do not count. */
const UNPROVED_PER_MINUTE = 60;

/** Who waits for the account, and until when (milliseconds of `performance.now()`). */
interface Patience {
  readonly signal: AbortSignal;
  readonly deadline: number;
}

interface Pair {
  readonly credentials: Credentials;
  readonly token: Token;
  /** Whether Snov.io has ever given it a token. */
  proved: boolean;
}

/**
 * Whose account a request works with. A pair of credentials opens an account, and what the ledger knows of it, only
 * while that very pair holds a token that Snov.io gave for it.
 */
export class Tenants {
  readonly #accounts: AccountRegistry;
  /** Those used last stand last. */
  readonly #pairs = new Map<string, Pair>();
  /** Until when a pair is known to be wrong, the oldest first. */
  readonly #failed = new Map<string, number>();
  readonly #unproved = new PerMinute(UNPROVED_PER_MINUTE);
  #own: Token | undefined;

  constructor(accounts: AccountRegistry) {
    this.#accounts = accounts;
  }

  /**
   * The account that a request works with; it is not forgotten before the request is over.
   * @throws SnovioError `not_configured`, `unauthorized`, `rate_limited`, or that Snov.io cannot be asked
   */
  async accountOf(request: HttpRequest, patience: Patience): Promise<Account> {
    const { credentials, caller, over } = request;
    const account = credentials ? await this.#proved(credentials, caller, patience) : this.#ownAccount();
    account.calls += 1;
    const end = () => {
      account.calls -= 1;
    };
    if (over.aborted) end();
    else over.addEventListener('abort', end, { once: true });
    return account;
  }

  /** The server's own. Others who have proved to be that account must not decide how long its calls are let in. */
  #ownAccount(): Account {
    const { clientId: id, clientSecret: secret } = this.#accounts.config;
    if (!id || !secret) throw new SnovioError('not_configured', { message: NO_ACCOUNT });
    const account = this.#accounts.ownAccount();
    this.#own ??= new Token(() => this.#accounts.ownAccount().api.requestToken({ id, secret }));
    account.api.token = this.#own;
    return account;
  }

  async #proved(credentials: Credentials, caller: string, patience: Patience): Promise<Account> {
    const key = this.#keyOf(credentials);
    const pair = this.#pairs.get(key) ?? this.#introduce(credentials, key, caller);
    this.#remember(key, pair);
    await inTime(this.#prove(pair, key, caller), patience);
    const account = this.#accounts.account(credentials);
    account.api.token = pair.token;
    return account;
  }

  /** Runs on when its caller leaves: others wait for it too, and its end has to be remembered. */
  async #prove(pair: Pair, key: string, caller: string): Promise<void> {
    try {
      await pair.token.get();
    } catch (error) {
      if (!pair.proved || hasCode(error, 'unauthorized')) this.#forget(key, pair);
      if (hasCode(error, 'unauthorized')) this.#fail(key);
      throw withoutWords(error);
    }
    if (pair.proved) return;
    pair.proved = true;
    this.#unproved.giveBack(caller);
    const { pace } = this.#accounts.account(pair.credentials).api;
    // Snov.io has counted the request that proved it.
    if (pace.delay() === 0) void pace.claim('poll', () => true);
  }

  /** A pair that is new here. @throws SnovioError when it failed lately, or this caller brings too many */
  #introduce(credentials: Credentials, key: string, caller: string): Pair {
    if ((this.#failed.get(key) ?? 0) > Date.now())
      throw new SnovioError('unauthorized', { message: REFUSED });
    const busy = this.#unproved.take(caller);
    if (busy) throw new SnovioError('rate_limited', { message: 'Too many unknown credentials.', ...busy });
    const pair: Pair = {
      credentials,
      proved: false,
      token: new Token(() => this.#request(pair)),
    };
    return pair;
  }

  /** The first token takes no slot of the account that the pair claims to be; later ones do. */
  #request({ credentials, proved }: Pair) {
    return proved
      ? this.#accounts.account(credentials).api.requestToken(credentials)
      : this.#accounts.requestToken(credentials);
  }

  #remember(key: string, pair: Pair): void {
    this.#pairs.delete(key);
    const oldest = this.#pairs.size >= MOST_ACCOUNTS ? this.#pairs.keys().next().value : undefined;
    if (oldest !== undefined) this.#pairs.delete(oldest);
    this.#pairs.set(key, pair);
  }

  #forget(key: string, pair: Pair): void {
    if (this.#pairs.get(key) === pair) this.#pairs.delete(key);
  }

  #fail(key: string): void {
    this.#failed.delete(key);
    for (const [other, until] of this.#failed) {
      if (until > Date.now() && this.#failed.size < MOST_FAILED) break;
      this.#failed.delete(other);
    }
    this.#failed.set(key, Date.now() + FAILED_MS);
  }

  #keyOf({ id, secret }: Credentials): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#accounts.config.apiUrl, id, secret]))
      .digest('hex');
  }
}

const REFUSED = 'Snov.io refused the credentials in Snovio-Client-Id and Snovio-Client-Secret.';
const NO_ACCOUNT =
  'No Snov.io account: send the headers Snovio-Client-Id and Snovio-Client-Secret (API User ID and API Secret), or set ' +
  'SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET on the server.';

/** Waits for the proof no longer than the call may take. */
async function inTime(proof: Promise<void>, { signal, deadline }: Patience): Promise<void> {
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
  try {
    await orAborted(proof, AbortSignal.any([signal, late]));
  } catch (error) {
    if (!late.aborted || signal.aborted || !hasCode(error, 'cancelled')) throw error;
    throw new SnovioError('upstream_unavailable', {
      message: 'Snov.io did not confirm the credentials in time. Call again in a minute.',
    });
  }
}

/** Snov.io's own words about credentials could repeat them. */
function withoutWords(error: unknown): unknown {
  if (!(error instanceof SnovioError)) return error;
  const { upstream: _, ...facts } = error.facts;
  return new SnovioError(error.code, {
    ...facts,
    ...(error.code === 'unauthorized' && { message: REFUSED }),
  });
}
