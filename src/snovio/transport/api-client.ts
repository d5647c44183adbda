import type { z } from 'zod';
import { hasCode, SnovioError } from '../../errors.ts';
import { shaped, understand } from './answer.ts';
import type { Http } from './http.ts';
import { type Pace, type Turn, tooLate } from './pace.ts';
import type { ApiRequest } from './request.ts';
import type { Times } from './times.ts';
import { Token, TokenAnswer } from './token.ts';
import { orAborted, requestTimeout, sleep } from './wait.ts';

export interface Credentials {
  /** The API User ID. */
  readonly id: string;
  /** The API Secret. */
  readonly secret: string;
}

/** How long a call waits for a request. `deadline` is in milliseconds of `performance.now()`. */
export interface WaitLimits {
  readonly signal: AbortSignal;
  readonly deadline: number;
  /** Where several callers share the account: whose call it is. Callers take turns. */
  readonly caller?: string | undefined;
  /** When the request has to leave at the latest, on the same clock: later it is `rate_limited` and never sent. */
  readonly startBy?: number | undefined;
  /** A request that is not repeated once it may have arrived: see {@link Http.send}. */
  readonly once?: boolean | undefined;
  /** What the slot is for; `poll` by default. */
  readonly turn?: Turn | undefined;
  readonly trace?: ((request: ApiRequest) => void) | undefined;
}

const ATTEMPTS = 4;
const MOST_TOKENS = 3;
const MOST_SENT_SECRETS = 50;

/** One account's way to Snov.io: token, then a slot, then the request; every attempt takes a slot of its own. */
export class ApiClient {
  readonly pace: Pace;
  readonly times: Times;
  /** Replaced when Snov.io has accepted another secret for the account. */
  token: Token;
  /** The account's API Secrets: a user can make a new one while the old one is in use. */
  readonly secrets = new Set<string>();
  /** The last tokens: one that was renewed is valid for some time yet. */
  #tokens: readonly string[] = [];
  /** The last secrets that requests carried, such as the password of a mailbox: the check of its connection may repeat it. */
  #sentSecrets: readonly string[] = [];
  readonly #http: Http;

  constructor(http: Http, pace: Pace, times: Times, credentials: Credentials) {
    this.#http = http;
    this.secrets.add(credentials.secret);
    this.pace = pace;
    this.times = times;
    this.token = new Token(() => this.requestToken(credentials));
  }

  /** Sends a request of a call; a token that was refused is renewed once. */
  async send(request: ApiRequest, limits: WaitLimits): Promise<unknown> {
    const token = await this.#tokenFor(limits);
    try {
      return await this.#once(request, token, limits);
    } catch (error) {
      if (!hasCode(error, 'unauthorized')) throw error;
      return this.#once(request, await this.#tokenFor(limits), limits);
    }
  }

  /**
   * Repeats `attempt` while `again` says that its failure may pass, with backoff and jitter; `Retry-After` is kept by
   * the pace. Gives up at the deadline with the last failure.
   */
  async repeat<T>(
    attempt: () => Promise<T>,
    again: (e: SnovioError) => boolean,
    limits: WaitLimits,
  ): Promise<T> {
    for (let n = 1; ; n++) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof SnovioError) || !again(error)) throw error;
        if (n === ATTEMPTS) throw new SnovioError(error.code, { ...error.facts, givenUp: true });
        const backoff = this.times.ms(0.5 * 2 ** n) * (0.5 + Math.random());
        if (performance.now() + backoff > limits.deadline) throw error;
        await sleep(backoff, limits.signal);
      }
    }
  }

  /**
   * For work that several calls share: the token, then a slot as soon as one is free.
   * @param ownSlot it takes the slot by itself when its turn has come, see {@link Pace.claimTurn}
   * @returns the token, or undefined when the request is not wanted any more
   */
  async ready(turn: Turn, wanted: () => boolean, ownSlot = false): Promise<string | undefined> {
    const token = await this.token.get();
    const granted = ownSlot ? this.pace.claimTurn(turn, wanted) : this.pace.claim(turn, wanted);
    return (await granted) ? token : undefined;
  }

  /**
   * Sends with a slot already taken.
   * @param once see {@link Http.send}
   * @param mayLeave too
   */
  async exchange(
    request: ApiRequest,
    token: string | undefined,
    signal: AbortSignal,
    once = false,
    mayLeave?: () => boolean,
  ): Promise<unknown> {
    const timeout = requestTimeout(once ? this.times.onceMs : this.times.requestMs);
    const bounded = AbortSignal.any([signal, timeout.signal]);
    if (request.secrets) this.#keepSecrets(request.secrets);
    try {
      const answer = await this.#http.send(request, token, bounded, once, mayLeave);
      return understand(answer, this.#secretsOf(token));
    } catch (error) {
      if (hasCode(error, 'unauthorized') && token) this.token.drop(token);
      if (hasCode(error, 'rate_limited')) this.#pause(error);
      throw error;
    } finally {
      timeout.stop();
    }
  }

  async #once(request: ApiRequest, token: string, limits: WaitLimits): Promise<unknown> {
    const { signal, deadline, startBy = deadline, once, turn, trace, caller } = limits;
    await this.pace.take(Math.min(deadline, startBy), signal, turn, caller);
    // A timer that comes late has let it through.
    if (performance.now() > startBy) throw tooLate(this.pace.delay());
    trace?.(request);
    const untilDeadline = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
    const mayLeave = () => performance.now() <= startBy;
    return this.exchange(request, token, AbortSignal.any([signal, untilDeadline]), once, mayLeave);
  }

  /** The answer to a request for a token, which has none, may well bring the same token again. */
  #secretsOf(token: string | undefined): readonly string[] {
    if (token === undefined) return [...this.secrets];
    if (!this.#tokens.includes(token)) this.#tokens = [token, ...this.#tokens].slice(0, MOST_TOKENS);
    return [...this.secrets, ...this.#tokens, ...this.#sentSecrets];
  }

  #keepSecrets(secrets: readonly string[]): void {
    const all = new Set([...secrets, ...this.#sentSecrets]);
    this.#sentSecrets = [...all].slice(0, MOST_SENT_SECRETS);
  }

  #pause({ facts }: SnovioError): void {
    this.pace.pause(facts.retryAfterSeconds === undefined ? undefined : facts.retryAfterSeconds * 1000);
  }

  /** The token for a call. The token request does not end with the call, since other calls wait for it too. */
  async #tokenFor({ signal, deadline }: WaitLimits): Promise<string> {
    const late = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
    try {
      return await orAborted(this.token.get(), AbortSignal.any([signal, late]));
    } catch (error) {
      if (signal.aborted || !late.aborted) throw error;
      const delay = this.pace.delay();
      if (delay > 0) throw tooLate(delay);
      const message = 'Snov.io gave no access token in time, so nothing was sent. Call again in a minute.';
      throw new SnovioError('upstream_unavailable', { message, neverSent: true });
    }
  }

  /** Asks for a token; takes a slot per attempt, before all other requests, since they would only wait for it. */
  async requestToken(credentials: Credentials): Promise<z.output<typeof TokenAnswer>> {
    const limits = { signal: new AbortController().signal, deadline: performance.now() + 120_000 };
    const attempt = async () => {
      await this.#http.ready();
      await this.pace.take(limits.deadline, limits.signal, 'token');
      return this.exchange(tokenRequest(credentials), undefined, limits.signal);
    };
    return shaped(await this.repeat(attempt, mayPass, limits), TokenAnswer);
  }
}

/** client_credentials is the only grant; there is no refresh token. */
export function tokenRequest({ id, secret }: Credentials): ApiRequest {
  return {
    method: 'POST',
    path: '/v1/oauth/access_token',
    form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
  };
}

/** Failures after which the same free read may well succeed. */
export function mayPass(error: SnovioError): boolean {
  if (error.facts.givenUp) return false;
  return (
    (error.code === 'rate_limited' && !error.facts.neverSent) ||
    error.code === 'upstream_unavailable' ||
    error.code === 'upstream_malformed'
  );
}
