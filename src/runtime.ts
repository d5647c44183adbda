import { type Config, defaultStateDir } from './config.ts';
import { SnovioError } from './errors.ts';
import { Account, accountKey } from './snovio/account.ts';
import { createHttp, type Http } from './snovio/http.ts';
import { SharedPace } from './snovio/shared-pace.ts';
import { processSlots, type Slots } from './snovio/slots.ts';
import type { Credentials } from './snovio/wire.ts';
import { MEMORY } from './spending/database.ts';
import { Ledger } from './spending/ledger.ts';

/** How long the end of the process waits for charged requests that are under way. */
const FAREWELL_MS = 10_000;

/** What lives as long as the process, however many server instances it makes: ledger, pace, connections, accounts. */
export class Runtime {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly #http: Http;
  readonly #sharedPace: SharedPace | undefined;
  readonly #accounts = new Map<string, Account>();

  /** @throws SnovioError `not_configured` when the state directory cannot be used */
  constructor(config: Config) {
    this.config = config;
    const stateDir = config.stateDir ?? (config.sandbox ? MEMORY : defaultStateDir());
    this.ledger = new Ledger(stateDir, config.ledgerDays);
    this.#sharedPace = stateDir === MEMORY ? undefined : new SharedPace(stateDir);
    this.#http = createHttp(config.apiUrl, config.proxy);
  }

  /**
   * The account of the configuration.
   * @throws SnovioError `not_configured` without credentials
   */
  ownAccount(): Account {
    const { clientId: id, clientSecret: secret } = this.config;
    if (!id || !secret) throw new SnovioError('not_configured');
    return this.account({ id, secret });
  }

  /** The account of these credentials; the same object as long as the process remembers it. */
  account(credentials: Credentials): Account {
    const { id, secret } = credentials;
    const key = JSON.stringify([id, secret]);
    const known = this.#accounts.get(key) ?? this.#open(credentials);
    this.#accounts.set(key, known);
    return known;
  }

  /** Lets charged requests that are under way finish, then lets go of everything. */
  async close(): Promise<void> {
    const inFlight = [...this.#accounts.values()].flatMap(account => [...account.inFlight]);
    await Promise.race([
      Promise.allSettled(inFlight),
      new Promise(end => setTimeout(end, FAREWELL_MS).unref()),
    ]);
    await this.#http.close();
    this.ledger.close();
    this.#sharedPace?.close();
  }

  #open(credentials: Credentials): Account {
    const { apiUrl: origin, rateLimit, rateWindowMs: windowMs, generation, plan, ...config } = this.config;
    const limits = {
      perCall: config.maxCreditsPerCall,
      walls: { process: config.maxCredits, day: config.maxCreditsPerDay },
    };
    const slots = this.#slots(accountKey(origin, credentials.id), { requests: rateLimit, windowMs });
    return new Account({
      origin,
      credentials,
      http: this.#http,
      slots,
      windowMs,
      ledger: this.ledger,
      limits,
      generation,
      plan,
    });
  }

  #slots(account: string, limit: { requests: number; windowMs: number }): Slots {
    return this.#sharedPace?.slots(account, limit) ?? processSlots(limit);
  }
}
