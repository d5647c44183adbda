import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Comparison, compareBalance } from '../spending/balance.ts';
import { Budget } from '../spending/budget.ts';
import { Ceiling, type Credits, type Limits } from '../spending/ceiling.ts';
import { reportSpending, type SpendingReport } from '../spending/report.ts';
import type { DaySpending, Ending, Generation, Question, Store } from '../spending/store.ts';
import type { CallContext } from './call-context.ts';
import type { AccountEvents, ReceivedEvents } from './events/received-events.ts';
import type { CreditsPart, Flow, Known, Run, RunOptions, Verdict } from './flows/flow.ts';
import { creditsOf, runFlow, surveyFlow } from './flows/run-flow.ts';
import { ReadCache } from './read-cache.ts';
import { normaliseEmail } from './shapes/normalise.ts';
import { VERDICTS } from './shapes/statuses.ts';
import type { Snovio } from './snovio.ts';
import { Coordinator } from './tasks/coordinator.ts';
import { type FreeTask, runFreeTask } from './tasks/free-task.ts';
import { Generations } from './tasks/generations.ts';
import type { AnyMethod } from './tasks/method.ts';
import type { PushedResults } from './tasks/pushed-results.ts';
import { HOURLY_QUOTAS, type Plan } from './tasks/quotas.ts';
import type { Quota } from './tasks/work.ts';
import { shaped } from './transport/answer.ts';
import { ApiClient, type Credentials, mayPass } from './transport/api-client.ts';
import type { Http } from './transport/http.ts';
import { Pace } from './transport/pace.ts';
import type { ApiRequest } from './transport/request.ts';
import type { Slots } from './transport/slots.ts';
import { Times } from './transport/times.ts';
import { type Check, writeOnce } from './write-once.ts';

export interface AccountOptions {
  /** Such as `https://api.snov.io`. */
  readonly origin: string;
  readonly credentials: Credentials;
  readonly http: Http;
  readonly slots: Slots;
  readonly windowMs: number;
  readonly store: Store;
  readonly limits: Limits;
  readonly generation: Generation | 'auto';
  readonly plan?: Plan | undefined;
  /** Results that Snov.io sends by itself, where it can reach this process. */
  readonly results?: PushedResults | undefined;
  /** Events that Snov.io's webhooks send, where it can reach this server. */
  readonly events?: ReceivedEvents | undefined;
  /** Hears of every write once it is answered or given up, with the account's key. */
  readonly onWrite?: (account: string, request: ApiRequest) => void;
}

/** Whether an address with this status counts as verified when another question brings it. */
function isVerdict(status: string): boolean {
  return (VERDICTS as readonly string[]).includes(status);
}

/** SHA-256 of API origin and client id: the key of an account in ledger and pace. */
export function accountKey(origin: string, clientId: string): string {
  return createHash('sha256').update(`${origin}\n${clientId}`).digest('hex');
}

/** One Snov.io account in this process: its token, pace, spending and everything its calls share. */
export class Account implements Snovio {
  readonly key: string;
  readonly api: ApiClient;
  readonly events: AccountEvents | undefined;
  /** Charged requests under way: the process waits for them before it ends. */
  readonly inFlight = new Set<Promise<void>>();
  /** How many calls work with it now, where many accounts share the process. */
  calls = 0;
  readonly #options: AccountOptions;
  readonly #ceiling: Ceiling;
  readonly #generations: Generations;
  readonly #reads = new ReadCache();
  #quotaFreesAt: number | undefined;
  readonly #coordinators = new Map<unknown, Coordinator>();

  constructor(options: AccountOptions) {
    const { origin, credentials, http, slots, windowMs, store, limits } = options;
    this.#options = options;
    this.key = accountKey(origin, credentials.id);
    this.events = options.events?.of(this.key);
    this.api = new ApiClient(http, new Pace(slots), new Times(origin, windowMs), credentials);
    this.#ceiling = new Ceiling(limits, store, this.key);
    this.#generations = new Generations(options.generation);
  }

  get fallsBack(): boolean {
    return this.#generations.auto;
  }

  /** Whether dropping this account now would lose something: calls, requests, used slots. */
  get busy(): boolean {
    return (
      this.calls > 0 ||
      this.inFlight.size > 0 ||
      this.api.pace.busy ||
      [...this.#coordinators.values()].some(coordinator => coordinator.busy)
    );
  }

  async read<S extends z.ZodType>(request: ApiRequest, shape: S, call: CallContext): Promise<z.output<S>> {
    return shaped(await this.api.repeat(() => this.api.send(request, call), mayPass, call), shape);
  }

  async write<S extends z.ZodType>(
    request: ApiRequest,
    shape: S,
    call: CallContext,
    check?: Check,
  ): Promise<z.output<S>> {
    try {
      return shaped(await writeOnce(this.api, request, call, check), shape);
    } finally {
      this.#options.onWrite?.(this.key, request);
    }
  }

  task<R>(task: FreeTask<R>, call: CallContext, what: string): Promise<R> {
    return runFreeTask(this.api, task, call, what);
  }

  remember<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
    return this.#reads.get(key, seconds, load);
  }

  outdate(key: string): void {
    this.#reads.drop(key);
  }

  run<I, A>(flow: Flow<I, A>, inputs: readonly I[], options: RunOptions): Promise<Run<A>> {
    return runFlow({ coordinator: this.#coordinator(flow), ceiling: this.#ceiling }, flow, inputs, options);
  }

  survey<I, A>(flow: Flow<I, A>, inputs: readonly I[], fresh: boolean): Promise<Map<string, Known>> {
    return surveyFlow(this.#coordinator(flow), flow, inputs, fresh);
  }

  async budget(
    credits: number,
    maxCredits: number | undefined,
    what: string,
    call: CallContext,
    hasFree: boolean,
  ): Promise<Budget> {
    if (!call.quote) {
      const { spentBefore: spent, holders } = call;
      return this.#ceiling.open(credits, maxCredits, what, { hasFree, spent, holders });
    }
    call.quote(credits);
    return new Budget(0);
  }

  credits(parts: readonly CreditsPart[], maxCredits: number | undefined): Promise<Credits> {
    return creditsOf(this.#options.store, this.#ceiling, parts, maxCredits);
  }

  wallsInWords({ holders }: Pick<CallContext, 'holders'>): Promise<string> {
    return this.#ceiling.wallsInWords(holders);
  }

  generation(question: Question): Generation {
    return this.#generations.choose(question);
  }

  rememberLegacy(question: Question): void {
    this.#generations.remember(question);
  }

  mayUseLegacy(question: Question): boolean {
    return this.#generations.mayUseLegacy(question);
  }

  avoidLegacy(question: Question): void {
    this.#generations.avoidLegacy(question);
  }

  countLegacy(question: Question, saved: number): void {
    this.#generations.countLegacy(question, saved);
  }

  spending({ holders }: Pick<CallContext, 'holders'> = {}): Promise<SpendingReport> {
    return reportSpending(this.#options.store, this.key, this.#options.limits.walls, holders);
  }

  spendingByDay(): Promise<readonly DaySpending[]> {
    return this.#options.store.spentByDay(this.key);
  }

  compareBalance(balance: number): Promise<Comparison | undefined> {
    return compareBalance(this.#options.store, this.key, balance).catch(() => undefined);
  }

  /** A coordinator for each flow: all calls share its items, whichever generation answers. */
  #coordinator<I, A>(flow: Flow<I, A>): Coordinator {
    const known = this.#coordinators.get(flow);
    if (known) return known;
    const { store, limits } = this.#options;
    const coordinator = new Coordinator({
      scope: { account: this.key, question: flow.question },
      methods: flow.methods as readonly AnyMethod[],
      api: this.api,
      store,
      generations: this.#generations,
      walls: limits.walls,
      inFlight: this.inFlight,
      results: this.#options.results,
      quota: flow.quota && this.#quota(flow.quota),
      onAnswer: flow.verdicts && ((answer, since) => this.#learn(flow.verdicts?.(answer as A) ?? [], since)),
    });
    this.#coordinators.set(flow, coordinator);
    return coordinator;
  }

  /** The plan's hourly quota, where the user has named the plan. */
  #quota(family: 'finder' | 'verifier'): Quota | undefined {
    const { plan, store } = this.#options;
    if (!plan) return undefined;
    const limit = HOURLY_QUOTAS[plan][family];
    const hourMs = this.api.times.ms(3600);
    return {
      take: async (units, keep, keepPerOpen) => {
        const request = { account: this.key, family, limit, hourMs, units, keep, keepPerOpen };
        const isTaken = await store.takeQuota(request);
        if (isTaken) return true;
        const wait = await store.quotaWait?.(request);
        this.#quotaFreesAt = wait === undefined ? undefined : Date.now() + wait;
        return false;
      },
    };
  }

  /**
   * When the hourly quota that has stopped something last is free again, in milliseconds since the epoch; undefined where
   * the plan is not known, so that Snov.io alone counts, or where the store does not tell.
   */
  get quotaFreesAt(): number | undefined {
    return this.#quotaFreesAt;
  }

  /**
   * Stores an address that came with a status as verified, so that it is not paid for again.
   * @param since when the work on the answer began: who was forgotten since then is not stored
   */
  async #learn(verdicts: readonly Verdict[], since: number): Promise<void> {
    const endings = verdicts.flatMap(({ email, status, reason }): Ending[] => {
      const item = normaliseEmail(email);
      if (!item || !status || !isVerdict(status)) return [];
      const answer = { status, reason };
      const rest = { since, sentAt: undefined, credits: 0, open: false, miss: false };
      return [{ item, input: item, answer, provisional: status === 'greylisted', ...rest }];
    });
    const { store } = this.#options;
    const scope = { account: this.key, question: 'verify' } as const;
    const final = endings.filter(ending => !ending.provisional);
    const provisional = endings.filter(ending => ending.provisional);
    if (final.length > 0) await store.learned(scope, final, this.#generations.choose('verify'));
    // v1's verifier has never queued it, so its free read would know nothing about it.
    if (provisional.length > 0) await store.learned(scope, provisional, 'v2');
  }
}
