import { SnovioError } from '../../../src/errors.ts';
import { verifyV1, verifyV2 } from '../../../src/snovio/methods/verify.ts';
import { type Answered, type Asking, Coordinator } from '../../../src/snovio/tasks/coordinator.ts';
import { Generations } from '../../../src/snovio/tasks/generations.ts';
import type { AnyMethod } from '../../../src/snovio/tasks/method.ts';
import type { Want } from '../../../src/snovio/tasks/open-item.ts';
import type { WorkOptions } from '../../../src/snovio/tasks/work.ts';
import { ApiClient } from '../../../src/snovio/transport/api-client.ts';
import type { Answer, Http } from '../../../src/snovio/transport/http.ts';
import { Pace } from '../../../src/snovio/transport/pace.ts';
import type { ApiRequest } from '../../../src/snovio/transport/request.ts';
import { processSlots } from '../../../src/snovio/transport/slots.ts';
import { Times } from '../../../src/snovio/transport/times.ts';
import { SqliteStore } from '../../../src/spending/sqlite/sqlite-store.ts';
import type { Generation, Store } from '../../../src/spending/store.ts';
import { randomFrom, VirtualTime } from '../../simulation/virtual-time.ts';

// Verifying addresses, under virtual time, to the millisecond: what is sent when, and what each call is told.

export const SCOPE = { account: 'account', question: 'verify' } as const;

/** A request as Snov.io got it. */
export interface Sent {
  /** Milliseconds since the start of the test. */
  readonly at: number;
  readonly kind: Kind;
  readonly generation: Generation;
  readonly emails: readonly string[];
  readonly task: string | undefined;
  /** Whether it had a connection of its own, as a charged request has. */
  readonly once: boolean;
}

/** `read`: a status of v1, or a result of v2. */
export type Kind = 'token' | 'start' | 'read';

/** What Snov.io answers instead of what it would; `lost`: nothing, ever. */
export type Reply =
  | { status?: number; body?: unknown; takes?: number }
  | 'lost'
  | 'reset'
  | 'unreachable'
  | 'honest';

export const TOO_FAST: Reply = { status: 429, body: { message: 'Your API rate is limited' } };
export const QUOTA: Reply = {
  status: 200,
  body: 'There are too many prospects processing. Please try later',
};
export const status = (code: number): Reply => ({ status: code, body: { errors: { title: 'Refused' } } });

/** A call, from its first moment to its answer. */
export interface Call {
  readonly items: readonly string[];
  at?: number;
  answered?: Answered;
  error?: unknown;
  readonly progress: number[];
  readonly traced: ApiRequest[];
  readonly abort: AbortController;
  readonly answerNow: AbortController;
}

export interface AskOptions {
  /** Seconds until the call has to answer. */
  readonly wait?: number;
  readonly fresh?: boolean;
  readonly until?: 'answered' | 'started';
  readonly mayPay?: boolean;
  readonly price?: number;
  readonly only?: Generation;
  readonly otherwise?: Want['otherwise'];
  /** Whether the call wants to hear of requests and progress. */
  readonly curious?: boolean;
}

/** Some addresses. */
export const emails = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `a${from + i}@acme.example`);

/** The same thing so many times. */
export const same = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** A verifier that is honest unless it is told otherwise: a task, or a queued address, takes some seconds. */
export class Bench implements AsyncDisposable {
  readonly time = new VirtualTime(randomFrom(1));
  readonly sent: Sent[] = [];
  /** What goes wrong, in the order of the requests of each kind. */
  readonly replies: Record<Kind, Reply[]> = { token: [], start: [], read: [] };
  /** Seconds from a start to its result. */
  takes = 5;
  /** Is called when a request ends early because nobody waits for it. */
  onCancelled: () => void = () => {};
  readonly inFlight = new Set<Promise<void>>();
  readonly store = new SqliteStore(':memory:', 30);
  /** When a task or an address was queued. */
  readonly #queued = new Map<string, number>();
  /** The addresses of each task. */
  readonly #addresses = new Map<string, readonly string[]>();
  #tasks = 0;

  /** A process's coordinator. */
  coordinator(generation: Generation | 'auto' = 'v2', more: Partial<WorkOptions> = {}, perMinute = 1000) {
    const times = new Times('https://api.snov.io', 60_000);
    const pace = new Pace(processSlots({ requests: perMinute, windowMs: 60_000 }));
    const http: Http = {
      send: (request, _token, signal, once = false) => this.#send(request, signal, once),
      ready: async () => {},
      close: async () => {},
    };
    return new Coordinator({
      scope: SCOPE,
      methods: [verifyV2, verifyV1] as unknown as AnyMethod[],
      api: new ApiClient(http, pace, times, { id: 'id', secret: 'secret' }),
      store: this.store,
      generations: new Generations(generation),
      walls: {},
      inFlight: this.inFlight,
      ...more,
    });
  }

  /** The store with some operations of another kind: slower, or failing. */
  storeWith(changed: Partial<Store>): Store {
    return new Proxy<Store>(this.store, {
      get: (store, name) => Reflect.get(changed, name) ?? Reflect.get(store, name).bind(store),
    });
  }

  /** Starts a call. */
  ask(by: Coordinator, items: readonly string[], options: AskOptions = {}): Call {
    const call: Call = {
      items,
      progress: [],
      traced: [],
      abort: new AbortController(),
      answerNow: new AbortController(),
    };
    void this.#follow(by, call, options);
    return call;
  }

  /** Lets some seconds pass. */
  async pass(seconds: number): Promise<void> {
    await this.time.advance(seconds * 1000);
    await this.time.turn();
  }

  /** The requests of a kind as `moment: addresses`, moments in milliseconds. */
  log(kind: Kind): string[] {
    return this.sent
      .filter(sent => sent.kind === kind)
      .map(({ at, emails: { length } }) => `${at}: ${length}`);
  }

  /** The moments of a kind of requests. */
  moments(kind: Kind): number[] {
    return this.sent.filter(sent => sent.kind === kind).map(({ at }) => at);
  }

  async row(item: string) {
    return (await this.store.rows(SCOPE, [item])).get(item);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.time.turn();
    await this.store.close().catch(() => {});
    this.time[Symbol.dispose]();
  }

  async #follow(by: Coordinator, call: Call, options: AskOptions): Promise<void> {
    const { items } = call;
    const { wait = 60, fresh = false, until = 'answered', mayPay = true, price = 1, only } = options;
    const { otherwise = 'credit_ceiling', curious = true } = options;
    const wants = items.map((key): Want => ({ key, input: key, price, mayPay, otherwise, only }));
    const asking: Asking = {
      tool: 'verify_emails',
      signal: call.abort.signal,
      answerNow: call.answerNow.signal,
      deadline: performance.now() + wait * 1000,
      fresh,
      until,
      ...(curious && {
        trace: request => call.traced.push(request),
        onProgress: outcomes => call.progress.push(outcomes.size),
      }),
    };
    try {
      call.answered = await by.ask(wants, await this.store.rows(SCOPE, items), asking);
    } catch (error) {
      call.error = error;
    }
    call.at = this.time.now;
  }

  async #send(request: ApiRequest, signal: AbortSignal, once: boolean): Promise<Answer> {
    const kind = kindOf(request);
    const generation = request.path.startsWith('/v1') ? 'v1' : 'v2';
    const query = (request.query ?? {}) as { emails?: string[]; task_hash?: string };
    const task = query.task_hash;
    const asked = { at: this.time.now, kind, generation, emails: query.emails ?? [], task, once } as const;
    this.sent.push(asked);
    const reply = this.replies[kind].shift() ?? 'honest';
    if (reply === 'unreachable') throw new SnovioError('upstream_unavailable', { neverSent: true });
    if (reply === 'reset') throw new SnovioError('upstream_unavailable');
    if (reply === 'lost') return lost(signal, () => this.onCancelled());
    const { status: code = 200, body = this.#honest(asked), takes = 0 } = reply === 'honest' ? {} : reply;
    if (takes > 0) await Promise.race([lost(signal), later(takes * 1000)]);
    return {
      status: code,
      retryAfter: undefined,
      text: typeof body === 'string' ? body : JSON.stringify(body),
    };
  }

  #honest({ kind, generation, emails: asked, task }: Sent): unknown {
    if (kind === 'token') return { access_token: 'token', expires_in: 3600 };
    if (kind === 'start') {
      this.#tasks += 1;
      const name = `task${this.#tasks}`;
      for (const key of generation === 'v2' ? [name] : asked) this.#queued.set(key, this.time.now);
      if (generation === 'v2') this.#addresses.set(name, asked);
      return generation === 'v2'
        ? { data: { task_hash: name } }
        : Object.fromEntries(asked.map(email => [email, { sent: true }]));
    }
    if (task === undefined) return Object.fromEntries(asked.map(email => [email, this.#statusOf(email)]));
    if (!this.#isOver(task)) return { status: 'in_progress', data: [] };
    const data = (this.#addresses.get(task) ?? []).map(email => ({
      email,
      result: { smtp_status: 'valid' },
    }));
    return { status: 'completed', data };
  }

  #statusOf(email: string): unknown {
    if (!this.#queued.has(email)) return { status: { identifier: 'not_verified' } };
    if (!this.#isOver(email)) return { status: { identifier: 'in_progress' } };
    return { status: { identifier: 'complete' }, data: { smtpStatus: 'valid' } };
  }

  #isOver(key: string): boolean {
    return this.time.now >= (this.#queued.get(key) ?? 0) + this.takes * 1000;
  }
}

/** What a call was told of each item; undefined: it has no answer yet. */
export function told({ items, answered }: Call): string[] | undefined {
  return answered && items.map(item => wordOf(answered.outcomes.get(item)));
}

type SomeOutcome = Answered['outcomes'] extends Map<string, infer O> ? O : never;

function wordOf(outcome: SomeOutcome | undefined): string {
  if (!outcome) return 'nothing';
  if (outcome.status === 'done') return `done by ${outcome.source}`;
  const { reason } = outcome;
  return reason === undefined ? outcome.status : `${outcome.status}: ${reason}`;
}

function kindOf({ path }: ApiRequest): Kind {
  if (path.endsWith('access_token')) return 'token';
  return /start$|add-emails/.test(path) ? 'start' : 'read';
}

/** Comes after so many milliseconds. */
export function later(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

function lost(signal: AbortSignal, onCancelled = () => {}): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => {
      const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
      if (!timedOut) onCancelled();
      reject(new SnovioError(timedOut ? 'upstream_unavailable' : 'cancelled'));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}
