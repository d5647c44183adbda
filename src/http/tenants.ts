import type { AccountRegistry } from '../app/account-registry.ts';
import { hasCode, SnovioError } from '../errors.ts';
import type { HttpRequest } from '../mcp/request-context.ts';
import { type Account, accountKey } from '../snovio/account.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { Token } from '../snovio/transport/token.ts';
import type { Wait } from '../snovio/transport/wait.ts';
import { Verifier } from './verifier.ts';

/**
 * Finds the account that a request works with. Credentials open an account, and what the ledger knows of it, only while
 * they hold a token that Snov.io gave for them: who knows an account's id but not its secret gets nothing.
 */
export class Tenants {
  readonly #accounts: AccountRegistry;
  readonly #verifier: Verifier;
  #serverToken: Token | undefined;

  /** @param newPairsPerMinute how many unknown pairs of credentials Snov.io is asked about in any minute */
  constructor(accounts: AccountRegistry, newPairsPerMinute: number) {
    this.#accounts = accounts;
    this.#verifier = new Verifier(accounts, newPairsPerMinute);
  }

  /** Names the account that a request takes part of its caller's places for. All made-up pairs are one account. */
  nameOf(credentials: Credentials | undefined): string {
    if (!credentials) return "the server's own";
    return this.#verifier.nameOf(credentials) ?? 'not accepted yet';
  }

  /**
   * The account that a request works with. The registry keeps it at least until the request is over.
   * @throws SnovioError `not_configured`, `unauthorized`, `rate_limited`, or that Snov.io cannot be reached
   */
  async accountOf(request: HttpRequest, wait: Wait): Promise<Account> {
    const { credentials, requestOver } = request;
    const account = credentials
      ? await this.#tenantAccount(credentials, request, wait)
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
   * The key of the account that a request works with, once its credentials are known to hold.
   * @throws SnovioError as {@link accountOf}
   */
  async checkedKeyOf(request: HttpRequest, wait: Wait): Promise<string> {
    const { credentials } = request;
    if (!credentials) return this.#serverAccount().key;
    await this.#tokenOf(credentials, request, wait);
    return accountKey(this.#accounts.config.apiUrl, credentials.id);
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

  async #tenantAccount(credentials: Credentials, request: HttpRequest, wait: Wait): Promise<Account> {
    const token = await this.#tokenOf(credentials, request, wait);
    const account = this.#accounts.account(credentials);
    account.api.token = token;
    return account;
  }

  async #tokenOf(credentials: Credentials, { caller, accountName }: HttpRequest, wait: Wait): Promise<Token> {
    try {
      return await this.#verifier.tokenOf(credentials, caller, wait);
    } catch (error) {
      if (accountName === undefined || !hasCode(error, 'unauthorized')) throw error;
      throw new SnovioError('unauthorized', { message: refusedAccount(accountName) });
    }
  }
}

function refusedAccount(name: string): string {
  return (
    `Snov.io refused the credentials of the account ${name} (SNOVIO_CLIENT_ID_${name}, SNOVIO_CLIENT_SECRET_${name}). ` +
    'Tell whoever runs this server.'
  );
}

const NO_ACCOUNT =
  'No Snov.io account: send the headers Snovio-Client-Id and Snovio-Client-Secret (API User ID and API Secret), or set ' +
  'SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET on the server.';
