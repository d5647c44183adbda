import type { z } from 'zod';
import { type Config, stateDirOf } from '../config/settings.ts';
import { hasCode, SnovioError } from '../errors.ts';
import { Account, accountKey } from '../snovio/account.ts';
import { shaped, understand } from '../snovio/transport/answer.ts';
import { type Credentials, tokenRequest } from '../snovio/transport/api-client.ts';
import { createHttp, type Http } from '../snovio/transport/http.ts';
import { processSlots, type Slots, sharedSlots } from '../snovio/transport/slots.ts';
import { Times } from '../snovio/transport/times.ts';
import { TokenAnswer } from '../snovio/transport/token.ts';
import { MEMORY } from '../spending/sqlite/database.ts';
import { SqliteStore } from '../spending/sqlite/sqlite-store.ts';
import type { Store } from '../spending/store.ts';

/** How many accounts a process keeps in memory. */
export const MOST_ACCOUNTS = 1000;
/** How long the end of the process waits for charged requests that are under way. */
const FAREWELL_MS = 10_000;

/** What lives as long as the process, however many server instances it makes: store, pace, connections, accounts. */
export class AccountRegistry {
  readonly config: Config;
  readonly store: Store;
  /** How the last request to Snov.io went. */
  upstream: 'unknown' | 'ok' | 'failing' = 'unknown';
  readonly #http: Http;
  /** Whether other processes may work with the same store. */
  readonly #shared: boolean;
  readonly #accounts = new Map<string, Account>();

  /**
   * @param http the way to Snov.io
   * @throws SnovioError `not_configured` when the state directory cannot be used
   */
  constructor(config: Config, http: Http = createHttp(config.apiUrl, config.proxy)) {
    this.config = config;
    const stateDir = stateDirOf(config);
    this.store = new SqliteStore(stateDir, config.ledgerDays);
    this.#shared = stateDir !== MEMORY;
    this.#http = this.#watched(http);
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

  /**
   * The account of these credentials; the same object as long as the process remembers it.
   * @throws SnovioError `rate_limited` when more accounts are busy than are kept
   */
  account(credentials: Credentials): Account {
    const key = accountKey(this.config.apiUrl, credentials.id);
    const account = this.#accounts.get(key) ?? this.#open(credentials);
    // Moved to the end: the first in the map is the one that was not used for longest.
    this.#accounts.delete(key);
    this.#accounts.set(key, account);
    return account;
  }

  /** How many accounts it remembers. */
  get kept(): number {
    return this.#accounts.size;
  }

  /** A token for credentials that nobody has proved yet: outside any account's pace. */
  async requestToken(credentials: Credentials): Promise<z.output<typeof TokenAnswer>> {
    const { requestMs } = new Times(this.config.apiUrl, this.config.rateWindowMs);
    const answer = await this.#http.send(
      tokenRequest(credentials),
      undefined,
      AbortSignal.timeout(requestMs),
    );
    return shaped(understand(answer), TokenAnswer);
  }

  /**
   * Sends nothing more, lets charged requests that are under way finish, then lets go of everything.
   * @param mostMs how long that may take
   */
  async close(mostMs = FAREWELL_MS): Promise<void> {
    const accounts = [...this.#accounts.values()];
    for (const { api } of accounts) api.pace.close();
    // Whoever was given a slot in this very turn is recorded and under way in the next.
    await new Promise(resolve => setImmediate(resolve));
    await Promise.race([
      Promise.allSettled(accounts.flatMap(account => [...account.inFlight])),
      new Promise(end => setTimeout(end, Math.min(mostMs, FAREWELL_MS)).unref()),
    ]);
    await this.#http.close();
    await this.store.close();
  }

  #watched(http: Http): Http {
    const send: Http['send'] = async (...request) => {
      try {
        const answer = await http.send(...request);
        this.upstream = answer.status < 500 ? 'ok' : 'failing';
        return answer;
      } catch (error) {
        if (!hasCode(error, 'cancelled')) this.upstream = 'failing';
        throw error;
      }
    };
    return { ...http, send };
  }

  #open(credentials: Credentials): Account {
    this.#makeRoom();
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
      store: this.store,
      limits,
      generation,
      plan,
    });
  }

  /** Forgets the account that was not used for longest and has nothing running. */
  #makeRoom(): void {
    if (this.#accounts.size < MOST_ACCOUNTS) return;
    for (const [key, account] of this.#accounts) {
      if (account.busy) continue;
      this.#accounts.delete(key);
      return;
    }
    throw new SnovioError('rate_limited', {
      message: 'Too many accounts are busy here.',
      retryAfterSeconds: 60,
    });
  }

  #slots(account: string, limit: { requests: number; windowMs: number }): Slots {
    return this.#shared ? sharedSlots(this.store, account, limit) : processSlots(limit);
  }
}
