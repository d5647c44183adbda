import { createHash } from 'node:crypto';
import { type AccountRegistry, MAX_ACCOUNTS } from '../app/account-registry.ts';
import { hasCode, SnovioError } from '../errors.ts';
import type { HttpRequest } from '../mcp/request-context.ts';
import type { Account } from '../snovio/account.ts';
import type { CallContext } from '../snovio/call-context.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { Token } from '../snovio/transport/token.ts';
import { orAborted } from '../snovio/transport/wait.ts';
import { PerMinuteLimit } from './rate-limit.ts';

/** How long rejected credentials are not tried again. */
const REJECTED_MS = 60_000;
const MAX_REJECTED = 10_000;
/** Credentials of a caller that are being verified or were rejected within a minute. Verified ones do not count. */
const UNVERIFIED_PER_MINUTE = 60;

/** How long a call may wait for its account. */
type Wait = Pick<CallContext, 'signal' | 'deadline'>;

interface Tenant {
  readonly credentials: Credentials;
  readonly token: Token;
  /** Whether Snov.io has ever given a token for these credentials. */
  verified: boolean;
}

/**
 * Finds the account that a request works with. Credentials open an account, and what the ledger knows of it, only while
 * they hold a token that Snov.io gave for them: who knows an account's id but not its secret gets nothing.
 */
export class Tenants {
  readonly #accounts: AccountRegistry;
  /** By a hash of the credentials, the most recently used last. */
  readonly #tenants = new Map<string, Tenant>();
  /** Until when rejected credentials are not tried again (`performance.now()`), the oldest first. */
  readonly #rejected = new Map<string, number>();
  readonly #unverified = new PerMinuteLimit(UNVERIFIED_PER_MINUTE);
  #serverToken: Token | undefined;

  constructor(accounts: AccountRegistry) {
    this.#accounts = accounts;
  }

  /**
   * The account that a request works with. The registry keeps it at least until the request is over.
   * @throws SnovioError `not_configured`, `unauthorized`, `rate_limited`, or that Snov.io cannot be reached
   */
  async accountOf({ credentials, caller, requestOver }: HttpRequest, wait: Wait): Promise<Account> {
    const account = credentials
      ? await this.#tenantAccount(credentials, caller, wait)
      : this.#serverAccount();
    account.calls += 1;
    const end = () => {
      account.calls -= 1;
    };
    if (requestOver.aborted) end();
    else requestOver.addEventListener('abort', end, { once: true });
    return account;
  }

  /**
   * The account of the server's configuration. It has a token of its own: a tenant with the same credentials must not
   * decide how long the server's calls are authorized.
   */
  #serverAccount(): Account {
    const { clientId: id, clientSecret: secret } = this.#accounts.config;
    if (!id || !secret) throw new SnovioError('not_configured', { message: NO_ACCOUNT });
    const account = this.#accounts.ownAccount();
    this.#serverToken ??= new Token(() => this.#accounts.ownAccount().api.requestToken({ id, secret }));
    account.api.token = this.#serverToken;
    return account;
  }

  async #tenantAccount(credentials: Credentials, caller: string, wait: Wait): Promise<Account> {
    const key = this.#keyOf(credentials);
    const tenant = this.#tenants.get(key) ?? this.#newTenant(credentials, key, caller);
    this.#remember(key, tenant);
    await inTime(this.#verify(tenant, key, caller), wait);
    const account = this.#accounts.account(credentials);
    account.api.token = tenant.token;
    return account;
  }

  /** Continues after its caller has gone: other calls wait for it too, and its outcome has to be remembered. */
  async #verify(tenant: Tenant, key: string, caller: string): Promise<void> {
    try {
      await tenant.token.get();
    } catch (error) {
      if (!tenant.verified || hasCode(error, 'unauthorized')) this.#forget(key, tenant);
      if (hasCode(error, 'unauthorized')) this.#reject(key);
      throw withoutUpstreamText(error);
    }
    if (tenant.verified) return;
    tenant.verified = true;
    this.#unverified.giveBack(caller);
    const { pace } = this.#accounts.account(tenant.credentials).api;
    // Snov.io has counted the token request, so it takes a slot of the account now that the account is known.
    if (pace.delay() === 0) void pace.claim('poll', () => true);
  }

  /** @throws SnovioError if these credentials were rejected lately, or the caller brings too many new ones */
  #newTenant(credentials: Credentials, key: string, caller: string): Tenant {
    if ((this.#rejected.get(key) ?? 0) > performance.now())
      throw new SnovioError('unauthorized', { message: REFUSED });
    const retry = this.#unverified.take(caller);
    if (retry) throw new SnovioError('rate_limited', { message: 'Too many unknown credentials.', ...retry });
    const tenant: Tenant = {
      credentials,
      verified: false,
      token: new Token(() => this.#requestToken(tenant)),
    };
    return tenant;
  }

  /** The first token request takes no slot of the account: the credentials may be made up. Later ones do. */
  #requestToken({ credentials, verified }: Tenant) {
    return verified
      ? this.#accounts.account(credentials).api.requestToken(credentials)
      : this.#accounts.requestToken(credentials);
  }

  #remember(key: string, tenant: Tenant): void {
    this.#tenants.delete(key);
    const oldest = this.#tenants.size >= MAX_ACCOUNTS ? this.#tenants.keys().next().value : undefined;
    if (oldest !== undefined) this.#tenants.delete(oldest);
    this.#tenants.set(key, tenant);
  }

  #forget(key: string, tenant: Tenant): void {
    if (this.#tenants.get(key) === tenant) this.#tenants.delete(key);
  }

  #reject(key: string): void {
    this.#rejected.delete(key);
    for (const [other, until] of this.#rejected) {
      if (until > performance.now() && this.#rejected.size < MAX_REJECTED) break;
      this.#rejected.delete(other);
    }
    this.#rejected.set(key, performance.now() + REJECTED_MS);
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

/** Waits for the verification no longer than the call may take. */
async function inTime(verification: Promise<void>, { signal, deadline }: Wait): Promise<void> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
  try {
    await orAborted(verification, AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (!timeout.aborted || signal.aborted || !hasCode(error, 'cancelled')) throw error;
    throw new SnovioError('upstream_unavailable', {
      message: 'Snov.io did not confirm the credentials in time. Call again in a minute.',
    });
  }
}

/** What Snov.io says about credentials could repeat them. */
function withoutUpstreamText(error: unknown): unknown {
  if (!(error instanceof SnovioError)) return error;
  const { upstream: _, ...facts } = error.facts;
  return new SnovioError(error.code, {
    ...facts,
    ...(error.code === 'unauthorized' && { message: REFUSED }),
  });
}
