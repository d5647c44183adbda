import type { z } from 'zod';
import type { Config } from '../config/settings.ts';
import { hasCode, SnovioError } from '../errors.ts';
import { Account, accountKey } from '../snovio/account.ts';
import type { ReceivedEvents } from '../snovio/events/received-events.ts';
import type { PushedResults } from '../snovio/tasks/pushed-results.ts';
import { shaped, understand } from '../snovio/transport/answer.ts';
import { type Credentials, tokenRequest } from '../snovio/transport/api-client.ts';
import { createHttp, type Http } from '../snovio/transport/http.ts';
import type { ApiRequest } from '../snovio/transport/request.ts';
import { processSlots, type Slots, sharedSlots } from '../snovio/transport/slots.ts';
import { Times } from '../snovio/transport/times.ts';
import { TokenAnswer } from '../snovio/transport/token.ts';
import type { Store } from '../spending/store.ts';
import type { Watch } from './watch.ts';

/** How many accounts a process keeps in memory at most. */
export const MAX_ACCOUNTS = 1000;
/** How long closing waits for charged requests that are under way. */
const MAX_CLOSE_MS = 10_000;

export interface RegistryOptions {
  /** The HTTP client for Snov.io, where it is not the usual one. */
  readonly http?: Http;
  /** Hears of requests. */
  readonly watch?: Watch | undefined;
  /** Results that Snov.io sends by itself, where it can reach this process. */
  readonly results?: PushedResults | undefined;
  /** Events that Snov.io's webhooks send, where it can reach this server. */
  readonly events?: ReceivedEvents | undefined;
}

/** How the requests to Snov.io stand of the accounts that are kept, as far as this process knows. */
export interface PaceState {
  /** Requests that wait for a slot. */
  readonly waiting: number;
  /** How long a request that came now would wait where that is longest, in milliseconds. */
  readonly delayMs: number;
  /** Slots that are taken in the running windows. */
  readonly used: number;
  /** The share of its slots that the account has taken which has taken most, from 0 to 1. */
  readonly fullest: number;
}

/** What all server instances of a process share: store, pace, connections and accounts. */
export class AccountRegistry {
  readonly config: Config;
  readonly store: Store;
  /** How the last request to Snov.io went, over all accounts. */
  upstream: 'unknown' | 'ok' | 'failing' = 'unknown';
  /** Hears of every write to an account, named by its key, once it is answered or given up. */
  onWrite: ((account: string, request: ApiRequest) => void) | undefined;
  readonly #http: Http;
  readonly #accounts = new Map<string, Account>();
  readonly #watch: Watch | undefined;
  readonly #results: PushedResults | undefined;
  readonly #events: ReceivedEvents | undefined;
  /** The key of the configured account. */
  #ownKey: string | undefined;

  /** @param store is closed with it */
  constructor(config: Config, store: Store, { http, watch, results, events }: RegistryOptions = {}) {
    this.config = config;
    this.store = store;
    this.#watch = watch;
    this.#results = results;
    this.#events = events;
    this.#http = this.#watched(http ?? createHttp(config.apiUrl, config.proxy));
  }

  /**
   * The account whose credentials are configured.
   * @throws SnovioError `not_configured` without credentials
   */
  ownAccount(): Account {
    const { clientId: id, clientSecret: secret } = this.config;
    if (!id || !secret) throw new SnovioError('not_configured');
    this.#ownKey ??= accountKey(this.config.apiUrl, id);
    return this.#account(this.#ownKey, { id, secret });
  }

  /**
   * The account of these credentials: the same object for the same id, as long as it is kept.
   * @throws SnovioError `rate_limited` when more accounts are busy than are kept
   */
  account(credentials: Credentials): Account {
    return this.#account(accountKey(this.config.apiUrl, credentials.id), credentials);
  }

  #account(key: string, credentials: Credentials): Account {
    const account = this.#accounts.get(key) ?? this.#open(credentials);
    account.api.secrets.add(credentials.secret);
    // Moved to the end, so that the first in the map is the least recently used.
    this.#accounts.delete(key);
    this.#accounts.set(key, account);
    return account;
  }

  /** How many accounts are kept. */
  get size(): number {
    return this.#accounts.size;
  }

  get pace(): PaceState {
    const all = [...this.#accounts.values()].map(({ api: { pace } }) => ({
      ...pace.load,
      delayMs: pace.delay(),
    }));
    const sum = (figure: 'waiting' | 'used') => all.reduce((total, account) => total + account[figure], 0);
    const most = (figure: 'delayMs' | 'used') => Math.max(0, ...all.map(account => account[figure]));
    const fullest = most('used') / this.config.rateLimit;
    return { waiting: sum('waiting'), used: sum('used'), delayMs: most('delayMs'), fullest };
  }

  /** Requests a token for credentials that Snov.io has not confirmed yet: it takes no slot of any account. */
  async requestToken(credentials: Credentials): Promise<z.output<typeof TokenAnswer>> {
    const { requestMs } = new Times(this.config.apiUrl, this.config.rateWindowMs);
    const answer = await this.#http.send(
      tokenRequest(credentials),
      undefined,
      AbortSignal.timeout(requestMs),
    );
    return shaped(understand(answer, [credentials.secret]), TokenAnswer);
  }

  /**
   * Sends nothing more, lets charged requests that are under way finish, and frees all resources.
   * @param maxMs how long charged requests may take, in milliseconds
   */
  async close(maxMs = MAX_CLOSE_MS): Promise<void> {
    const accounts = [...this.#accounts.values()];
    for (const { api } of accounts) api.pace.close();
    // A request that was given its slot in this turn of the event loop counts as under way in the next.
    await new Promise(resolve => setImmediate(resolve));
    await Promise.race([
      Promise.allSettled(accounts.flatMap(account => [...account.inFlight])),
      new Promise(end => setTimeout(end, Math.min(maxMs, MAX_CLOSE_MS)).unref()),
    ]);
    this.#results?.close();
    await this.#http.close();
    await this.store.close();
  }

  /** Keeps `upstream` up to date, and tells of every request. */
  #watched(http: Http): Http {
    const send: Http['send'] = async (request, ...rest) => {
      const end = this.#watch?.request(request);
      try {
        const answer = await http.send(request, ...rest);
        this.upstream = answer.status < 500 ? 'ok' : 'failing';
        end?.(answer.status);
        return answer;
      } catch (error) {
        if (!hasCode(error, 'cancelled')) this.upstream = 'failing';
        end?.(undefined);
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
      results: this.#results,
      events: this.#events,
      onWrite: (account, request) => this.onWrite?.(account, request),
    });
  }

  /** Drops the least recently used account that has nothing running. */
  #makeRoom(): void {
    if (this.#accounts.size < MAX_ACCOUNTS) return;
    for (const [key, account] of this.#accounts) {
      if (account.busy) continue;
      this.#accounts.delete(key);
      return;
    }
    throw new SnovioError('rate_limited', {
      message: 'Too many accounts are busy here. Wait, then call again.',
      retryAfterSeconds: 60,
    });
  }

  #slots(account: string, limit: { requests: number; windowMs: number }): Slots {
    const slots = this.store.isShared ? sharedSlots(this.store, account, limit) : processSlots(limit);
    const pause = (ms: number | undefined) => {
      this.#watch?.pause();
      slots.pause(ms);
    };
    return { ...slots, pause };
  }
}
