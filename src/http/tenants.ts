import type { AccountRegistry } from '../app/account-registry.ts';
import { SealedEntry, type Vault } from '../app/vault/vault.ts';
import { hasCode, SnovioError } from '../errors.ts';
import type { HttpRequest } from '../mcp/request-context.ts';
import { type Account, accountKey } from '../snovio/account.ts';
import type { Credentials } from '../snovio/transport/api-client.ts';
import { Token } from '../snovio/transport/token.ts';
import type { Wait } from '../snovio/transport/wait.ts';
import type { ConnectLinks } from './connect/links.ts';
import { Verifier } from './verifier.ts';

/** Where signed-in people keep accounts of their own, and how they get there. */
export interface Connecting {
  readonly vault: Vault;
  readonly links: ConnectLinks;
}

/**
 * Finds the account that a request works with. Credentials open an account, and what the ledger knows of it, only while
 * they hold a token that Snov.io gave for them: who knows an account's id but not its secret gets nothing.
 */
export class Tenants {
  readonly #accounts: AccountRegistry;
  readonly #verifier: Verifier;
  readonly #connecting: Connecting | undefined;
  #serverToken: Token | undefined;

  /**
   * @param newPairsPerMinute how many unknown pairs of credentials Snov.io is asked about in any minute
   * @param connecting where signed-in people keep accounts of their own
   */
  constructor(accounts: AccountRegistry, newPairsPerMinute: number, connecting?: Connecting) {
    this.#accounts = accounts;
    this.#connecting = connecting;
    this.#verifier = new Verifier(accounts, newPairsPerMinute);
  }

  /** Names the account that a request takes part of its caller's places for. All made-up pairs are one account. */
  nameOf(credentials: Credentials | undefined, person?: string): string {
    if (!credentials) return person !== undefined && this.#connecting ? person : "the server's own";
    return this.#verifier.nameOf(credentials) ?? 'not accepted yet';
  }

  /**
   * The account that a request works with. The registry keeps it at least until the request is over.
   * @throws SnovioError `not_configured`, `unauthorized`, `rate_limited`, or that Snov.io cannot be reached
   */
  async accountOf(request: HttpRequest, wait: Wait): Promise<Account> {
    const credentials = await this.#credentialsOf(request);
    const account = credentials
      ? await this.#tenantAccount(credentials, request, wait)
      : this.#serverAccount(request);
    account.calls += 1;
    request.whenOver(() => {
      account.calls -= 1;
    });
    return account;
  }

  /**
   * The key of the account that a request works with, once its credentials are known to hold.
   * @throws SnovioError as {@link accountOf}
   */
  async checkedKeyOf(request: HttpRequest, wait: Wait): Promise<string> {
    const credentials = await this.#credentialsOf(request);
    if (!credentials) return this.#serverAccount(request).key;
    await this.#tokenOf(credentials, request, wait);
    return accountKey(this.#accounts.config.apiUrl, credentials.id);
  }

  /**
   * The account of the server's configuration. It has a token of its own: a tenant with the same credentials must not
   * decide how long the server's calls are authorized.
   */
  #serverAccount(request: HttpRequest): Account {
    const { clientId: id, clientSecret: secret } = this.#accounts.config;
    if (!id || !secret)
      throw (
        this.#notConnected(request, NOT_CONNECTED) ??
        new SnovioError('not_configured', { message: NO_ACCOUNT })
      );
    const account = this.#accounts.ownAccount();
    this.#serverToken ??= new Token(() => this.#accounts.ownAccount().api.requestToken({ id, secret }));
    account.api.token = this.#serverToken;
    return account;
  }

  /** Those of the request, or else those that whoever has signed in has left here. */
  async #credentialsOf(request: HttpRequest): Promise<Credentials | undefined> {
    const { credentials, person } = request;
    if (credentials || person === undefined) return credentials;
    try {
      return await this.#connecting?.vault.credentialsOf(person);
    } catch (error) {
      if (!(error instanceof SealedEntry)) throw error;
      throw this.#notConnected(request, NOT_READABLE) ?? error;
    }
  }

  /** Leads whoever has signed in to the page where they connect their account; undefined where there is none. */
  #notConnected({ person }: HttpRequest, problem: string): SnovioError | undefined {
    if (person === undefined || !this.#connecting) return undefined;
    const connect = this.#connecting.links.make(person);
    const message = `${problem} ${howToConnect(connect)}`;
    return new SnovioError('not_configured', { message, connect });
  }

  /** Asks Snov.io whether it accepts a pair. @throws SnovioError as {@link accountOf} */
  async prove(credentials: Credentials, caller: string, wait: Wait): Promise<void> {
    await this.#verifier.tokenOf(credentials, caller, wait);
  }

  async #tenantAccount(credentials: Credentials, request: HttpRequest, wait: Wait): Promise<Account> {
    const token = await this.#tokenOf(credentials, request, wait);
    const account = this.#accounts.account(credentials);
    account.api.token = token;
    return account;
  }

  async #tokenOf(credentials: Credentials, request: HttpRequest, wait: Wait): Promise<Token> {
    try {
      return await this.#verifier.tokenOf(credentials, request.caller, wait);
    } catch (error) {
      if (!hasCode(error, 'unauthorized')) throw error;
      const { accountName, credentials: brought } = request;
      if (accountName !== undefined)
        throw new SnovioError('unauthorized', { message: refusedAccount(accountName) });
      throw brought ? error : (this.#notConnected(request, NOT_ACCEPTED) ?? error);
    }
  }
}

function refusedAccount(name: string): string {
  return (
    `Snov.io refused the credentials of the account ${name} (SNOVIO_CLIENT_ID_${name}, SNOVIO_CLIENT_SECRET_${name}). ` +
    'Tell whoever runs this server.'
  );
}

/** The words for a person who has to connect their account. The link is for them, so their assistant has to show it. */
function howToConnect(link: string): string {
  return (
    `Show the user this link: ${link} They open it in their browser, sign in as they did for this server, and enter API User ID ` +
    'and API Secret there, never in this chat. It is for them alone, and good for 10 minutes and once. Then call again.'
  );
}

const NOT_CONNECTED = 'No Snov.io account is connected for this user yet.';
const NOT_ACCEPTED = 'Snov.io does not accept the credentials of the connected account any more.';
const NOT_READABLE = 'The connected account cannot be read any more, since its key is gone.';

const NO_ACCOUNT =
  'No Snov.io account: send the headers Snovio-Client-Id and Snovio-Client-Secret (API User ID and API Secret), or set ' +
  'SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET on the server.';
