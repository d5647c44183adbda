import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Ceiling, type Limits } from '../spending/ceiling.ts';
import type { Ledger, QuestionScope } from '../spending/ledger.ts';
import { reportSpending, type SpendingReport } from '../spending/report.ts';
import type { Generation, Question } from '../spending/row.ts';
import type { CallContext } from './call-context.ts';
import { findEmails } from './flows/find-emails.ts';
import { findProspects, type ProspectsOptions } from './flows/find-prospects.ts';
import { type DomainSearch, searchDomain } from './flows/search-domain.ts';
import { single, start } from './flows/single.ts';
import { verifyEmails } from './flows/verify-emails.ts';
import { ReadCache } from './memo.ts';
import { domainPeopleV2, domainPersonV2, domainV1, domainV2 } from './methods/domain.ts';
import { findV1, findV2, type Person, type PersonEmails, personKey } from './methods/find.ts';
import { profileV1 } from './methods/profile.ts';
import { type UrlProfile, urlV1, urlV2 } from './methods/url.ts';
import { type Verification, verifyV1, verifyV2 } from './methods/verify.ts';
import { normaliseEmail } from './shapes/normalise.ts';
import type { Snovio } from './snovio.ts';
import type { DispatchContext, QuestionEngines, Spending } from './tasks/dispatch.ts';
import { Engine } from './tasks/engine.ts';
import { Generations } from './tasks/generations.ts';
import type { Method } from './tasks/method.ts';
import { hourlyQuota, type Plan, type Quota } from './tasks/quota.ts';
import { accepted, notCharged, shaped } from './transport/answer.ts';
import type { Http } from './transport/http.ts';
import { Pace } from './transport/pace.ts';
import type { ApiRequest } from './transport/request.ts';
import type { Slots } from './transport/slots.ts';
import { Times } from './transport/times.ts';
import { ApiClient, type Credentials, mayPass } from './transport/wire.ts';

export interface AccountOptions {
  /** Such as `https://api.snov.io`. */
  readonly origin: string;
  readonly credentials: Credentials;
  readonly http: Http;
  readonly slots: Slots;
  readonly windowMs: number;
  readonly ledger: Ledger;
  readonly limits: Limits;
  readonly generation: Generation | 'auto';
  readonly plan?: Plan | undefined;
}

/** What counts as verified when another question brings it. */
const VERDICTS: readonly string[] = ['valid', 'not_valid', 'unknown', 'greylisted'];

/** SHA-256 of API origin and client id: what ledger and pace know an account by. */
export function accountKey(origin: string, clientId: string): string {
  return createHash('sha256').update(`${origin}\n${clientId}`).digest('hex');
}

/** One Snov.io account in this process: its token, pace, spending and everything its calls share. */
export class Account implements Snovio {
  readonly key: string;
  readonly wire: ApiClient;
  /** Charged requests under way: the process waits for them before it ends. */
  readonly inFlight = new Set<Promise<void>>();
  /** Calls that work with it now, where many accounts share the process. */
  calls = 0;
  readonly #options: AccountOptions;
  readonly #asker: DispatchContext;
  readonly #memo = new ReadCache();
  readonly #engines: { readonly busy: boolean }[] = [];
  readonly #verify: QuestionEngines<string, Verification>;
  readonly #find: QuestionEngines<Person, PersonEmails>;
  readonly #url: QuestionEngines<string, UrlProfile>;
  readonly #profile;
  readonly #domain;

  constructor(options: AccountOptions) {
    const { origin, credentials, http, slots, windowMs, ledger, limits, plan } = options;
    this.#options = options;
    this.key = accountKey(origin, credentials.id);
    const times = new Times(origin, windowMs);
    this.wire = new ApiClient(http, new Pace(slots), times, credentials);
    const ceiling = new Ceiling(limits, ledger.spend, this.key);
    this.#asker = { ledger, ceiling, generations: new Generations(options.generation) };
    const quota = (family: 'finder' | 'verifier') => plan && hourlyQuota(plan, family, times.ms(3600));
    this.#verify = this.#asked('verify', [verifyV1, verifyV2], { quota: quota('verifier') });
    this.#find = this.#asked('find', [findV1, findV2], {
      quota: quota('finder'),
      onAnswer: ({ emails }) => this.#learn(emails),
    });
    this.#url = this.#asked('url', [urlV1, urlV2], {
      onAnswer: ({ prospect }) => this.#learn(prospect?.emails ?? []),
    });
    this.#profile = this.#asked('profile', [profileV1]);
    this.#domain = {
      pages: this.#asked('domain', [domainV1, domainV2]),
      people: this.#asked('domain', [domainV1, domainPeopleV2]),
      person: this.#asked('domain', [domainPersonV2]),
    };
  }

  /** Whether forgetting this account now would lose something: calls, requests, used slots, reserved credits. */
  get busy(): boolean {
    return (
      this.calls > 0 ||
      this.inFlight.size > 0 ||
      this.wire.pace.busy ||
      this.#engines.some(engine => engine.busy) ||
      this.#options.ledger.reserves(this.key)
    );
  }

  async read<S extends z.ZodType>(request: ApiRequest, shape: S, call: CallContext): Promise<z.output<S>> {
    return shaped(await this.wire.repeat(() => this.wire.send(request, call), mayPass, call), shape);
  }

  async write<S extends z.ZodType>(request: ApiRequest, shape: S, call: CallContext): Promise<z.output<S>> {
    const attempt = async () => accepted(await this.wire.send(request, call));
    const json = await this.wire.repeat(attempt, error => notCharged(error) && mayPass(error), call);
    return shaped(json, shape);
  }

  remember<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
    return this.#memo.get(key, seconds, load);
  }

  verifyEmails(emails: readonly string[], call: CallContext, spending: Spending) {
    return verifyEmails(this.#asker, this.#verify, emails, call, spending);
  }

  findEmails(people: readonly Person[], call: CallContext, spending: Spending) {
    return findEmails(this.#asker, this.#find, people, call, spending);
  }

  findProspects(urls: readonly string[], call: CallContext, options: ProspectsOptions) {
    return findProspects(this.#asker, { url: this.#url, find: this.#find }, urls, call, options);
  }

  searchDomain(search: DomainSearch, call: CallContext) {
    return searchDomain(this.#asker, this.#domain, search, call);
  }

  profileOf(email: string, call: CallContext, spending: Spending) {
    const item = { item: email, input: email, price: 1 };
    return single(this.#asker, this.#profile, item, {
      ...spending,
      call,
      what: 'one profile',
      estimated: false,
    });
  }

  queueVerification(emails: readonly string[], call: CallContext, spending: Spending) {
    const items = emails.map(email => ({ item: email, input: email, price: 1 }));
    const what = `${items.length} address${items.length === 1 ? '' : 'es'}`;
    return start(this.#asker, this.#verify, items, { ...spending, call, what, estimated: true });
  }

  queueFind(person: Person, call: CallContext, spending: Spending) {
    const item = { item: personKey(person), input: person, price: 1 };
    return start(this.#asker, this.#find, [item], {
      ...spending,
      call,
      what: 'one search',
      estimated: false,
    });
  }

  queueUrl({ key, url }: { key: string; url: string }, call: CallContext, spending: Spending) {
    const item = { item: key, input: url, price: 1 };
    return start(this.#asker, this.#url, [item], { ...spending, call, what: 'one search', estimated: false });
  }

  spending(): SpendingReport {
    return reportSpending(this.#options.ledger.spend, this.key, this.#options.limits.walls);
  }

  #asked<I, A>(
    question: Question,
    methods: readonly Method<I, A>[],
    extra: { quota?: Quota | undefined; onAnswer?: (answer: A) => void } = {},
  ): QuestionEngines<I, A> {
    const scope: QuestionScope = { account: this.key, question };
    const { ledger, limits } = this.#options;
    const engines: Partial<Record<Generation, Engine<I, A>>> = {};
    for (const method of methods) {
      // The quotas of seed A concern v1; for v2 none are documented.
      const quota = method.generation === 'v1' ? extra.quota : undefined;
      const { wire, inFlight } = this;
      const options = { wire, ledger, scope, method, walls: limits.walls, inFlight, ...extra, quota };
      const engine = new Engine(options);
      engines[method.generation] = engine;
      this.#engines.push(engine);
    }
    return {
      scope,
      engines,
    };
  }

  /** An address that came with a status is verified: nobody pays for that again. */
  #learn(
    emails: readonly { email: string; status?: string | undefined; reason?: string | undefined }[],
  ): void {
    const endings = emails.flatMap(({ email, status, reason }) => {
      const item = normaliseEmail(email);
      if (!item || !status || !VERDICTS.includes(status)) return [];
      const provisional = status === 'greylisted';
      return [{ item, input: item, since: 0, answer: { status, reason }, credits: 0, provisional }];
    });
    const scope: QuestionScope = { account: this.key, question: 'verify' };
    const final = endings.filter(one => !one.provisional);
    const provisional = endings.filter(one => one.provisional);
    this.#options.ledger.learn(scope, final, this.#asker.generations.choose('verify'));
    // Never queued in v1's verifier, so its free read would know nothing about it.
    this.#options.ledger.learn(scope, provisional, 'v2');
  }
}
