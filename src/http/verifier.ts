import { createHash } from 'node:crypto';
import type { AccountRegistry } from '../app/account-registry.ts';
import { hasCode, SnovioError } from '../errors.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { tooLate } from '../snovio/transport/pace.ts';
import { Token } from '../snovio/transport/token.ts';
import { inTime, type Wait } from '../snovio/transport/wait.ts';
import { NewPairs } from './new-pairs.ts';

/** How long a pair that Snov.io refused is not tried again. */
const REFUSED_MS = 60_000;
/** How long a pair counts as accepted before Snov.io is asked again. Less than a minute, since requests take a while. */
const ACCEPTED_MS = 55_000;
/** More than there are accounts in memory: one that comes back need not queue as if it were new. */
const MAX_ACCEPTED = 10_000;
const MAX_REFUSED = 10_000;

/** Credentials that Snov.io has accepted at least once. */
interface Accepted {
  readonly credentials: Credentials;
  readonly token: Token;
}

/** Credentials about which Snov.io is asked for the first time. */
interface Check {
  readonly accepted: Promise<Accepted>;
  readonly abandoned: AbortController;
  /** Calls that wait for it. */
  calls: number;
  /** Whether it still waits for its turn. */
  queued: boolean;
}

/** Knows which pairs of credentials Snov.io accepts, by asking for tokens with them. */
export class Verifier {
  readonly #accounts: AccountRegistry;
  readonly #newPairs: NewPairs;
  /** These three by a hash of the pair. The most recently used last. */
  readonly #accepted = new Map<string, Accepted>();
  readonly #checks = new Map<string, Check>();
  /** Until when refused pairs are not tried again (`performance.now()`), the oldest first. */
  readonly #refused = new Map<string, number>();

  /** @param perMinute how many new pairs Snov.io is asked about in any minute */
  constructor(accounts: AccountRegistry, perMinute: number) {
    this.#accounts = accounts;
    this.#newPairs = new NewPairs(perMinute);
  }

  /** A name for these credentials; undefined if Snov.io has not accepted them yet. */
  nameOf(credentials: Credentials): string | undefined {
    const key = this.#keyOf(credentials);
    return this.#accepted.has(key) ? key : undefined;
  }

  /**
   * The token of these credentials, which Snov.io has accepted within the last minute.
   * @throws SnovioError `unauthorized`, `rate_limited` if too many new pairs come before it, or that Snov.io fails
   */
  async tokenOf(credentials: Credentials, caller: string, wait: Wait): Promise<Token> {
    const key = this.#keyOf(credentials);
    this.#throwIfRefused(key);
    const accepted = this.#accepted.get(key);
    if (!accepted) return (await this.#firstCheck(key, credentials, caller, wait)).token;
    remember(this.#accepted, key, accepted, MAX_ACCEPTED);
    await inTime(accepted.token.get(), wait, () => {
      const delay = this.#accounts.account(credentials).api.pace.delay();
      return delay > 0 ? tooLate(delay) : unconfirmed();
    });
    return accepted.token;
  }

  /** Waits for the check of a new pair. One that nobody waits for any more leaves the queue; once asked, it is finished. */
  async #firstCheck(key: string, credentials: Credentials, caller: string, wait: Wait): Promise<Accepted> {
    const check = this.#checks.get(key) ?? this.#newCheck(key, credentials, caller);
    check.calls += 1;
    try {
      return await inTime(check.accepted, wait, () => (check.queued ? manyNewPairs() : unconfirmed()));
    } finally {
      check.calls -= 1;
      if (check.calls === 0 && check.queued) {
        this.#checks.delete(key);
        check.abandoned.abort();
      }
    }
  }

  #newCheck(key: string, credentials: Credentials, caller: string): Check {
    const abandoned = new AbortController();
    const turn = this.#newPairs.turn({ caller, account: credentials.id }, abandoned.signal);
    const accepted = turn.then(() => {
      check.queued = false;
      return this.#ask(key, credentials);
    });
    const check: Check = { accepted, abandoned, calls: 0, queued: true };
    const end = () => {
      if (this.#checks.get(key) === check) this.#checks.delete(key);
    };
    // Whoever waits for it hears of a failure.
    accepted.then(end, end);
    this.#checks.set(key, check);
    return check;
  }

  async #ask(key: string, credentials: Credentials): Promise<Accepted> {
    const token = new Token(() => this.#requestToken(key, credentials), ACCEPTED_MS);
    await token.get();
    // Snov.io may have taken another secret for this account until now: those have to show that they still hold.
    for (const other of this.#accepted.values())
      if (other.credentials.id === credentials.id) other.token.expire();
    const accepted = { credentials, token };
    remember(this.#accepted, key, accepted, MAX_ACCEPTED);
    const { pace } = this.#accounts.account(credentials).api;
    // Snov.io has counted the token request, so it takes a slot of the account now that the account is known.
    if (pace.delay() === 0) void pace.claim('poll', () => true);
    return accepted;
  }

  /** The first request takes no slot of the account, since the pair may be made up. Later ones do. */
  async #requestToken(key: string, credentials: Credentials) {
    this.#throwIfRefused(key);
    try {
      if (!this.#accepted.has(key)) return await this.#accounts.requestToken(credentials);
      return await this.#accounts.account(credentials).api.requestToken(credentials);
    } catch (error) {
      if (hasCode(error, 'unauthorized', 'refused')) this.#refuse(key);
      throw withoutUpstreamText(error);
    }
  }

  #refuse(key: string): void {
    const now = performance.now();
    this.#accepted.delete(key);
    for (const [other, until] of this.#refused) {
      if (until > now) break;
      this.#refused.delete(other);
    }
    remember(this.#refused, key, now + REFUSED_MS, MAX_REFUSED);
  }

  #throwIfRefused(key: string): void {
    if ((this.#refused.get(key) ?? 0) > performance.now())
      throw new SnovioError('unauthorized', { message: REFUSED });
  }

  #keyOf({ id, secret }: Credentials): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#accounts.config.apiUrl, id, secret]))
      .digest('hex');
  }
}

/** Puts an entry last; the first goes if there are too many. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  const [first] = map.keys();
  if (map.size >= most && first !== undefined) map.delete(first);
  map.set(key, value);
}

const REFUSED = 'Snov.io refused the credentials in Snovio-Client-Id and Snovio-Client-Secret. Check both.';

function unconfirmed(): SnovioError {
  const message = 'Snov.io did not confirm the credentials in time. Call again in a minute.';
  return new SnovioError('upstream_unavailable', { message });
}

function manyNewPairs(): SnovioError {
  const message =
    'Many unknown credentials are being checked, a few at a time. These were not reached: wait, then call again.';
  return new SnovioError('rate_limited', { message, retryAfterSeconds: 5 });
}

/** What Snov.io says about credentials could repeat them. */
function withoutUpstreamText(error: unknown): unknown {
  if (!(error instanceof SnovioError)) return error;
  const {
    code,
    facts: { upstream: _, ...facts },
  } = error;
  if (hasCode(error, 'unauthorized', 'refused'))
    return new SnovioError('unauthorized', { ...facts, message: REFUSED });
  return new SnovioError(code, facts);
}
