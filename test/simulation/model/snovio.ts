import type { Plan } from '../../../src/snovio/tasks/quotas.ts';
import { accountRoutes } from './account.ts';
import { domainRoutes } from './domain.ts';
import { finderRoutes } from './finder.ts';
import type { Asked, Charge, Family, Received, Reply, Route } from './route.ts';
import { urlRoutes } from './urls.ts';
import { verifierRoutes } from './verifier.ts';

/** What seed A prints: finder requests and verifier addresses an hour. */
const HOURLY: Record<Plan, Record<Family, number>> = {
  starter: { finder: 200, verifier: 500 },
  'pro-5k': { finder: 400, verifier: 1000 },
  'pro-20k': { finder: 600, verifier: 1400 },
  'pro-50k': { finder: 800, verifier: 2000 },
  'pro-100k': { finder: 1000, verifier: 4000 },
};
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const REQUESTS_A_MINUTE = 60;

/** A task of v2, known by its hash. */
export interface Task {
  readonly readyAt: number;
  /** @param act what the adversary does with the request for the result */
  readonly body: (act: string) => object;
}

const ROUTES = [...accountRoutes, ...verifierRoutes, ...finderRoutes, ...urlRoutes, ...domainRoutes];

/**
 * A Snov.io of the simulation's own, written from the API reference. It keeps what the real one never shows: which
 * request was charged, for what, and when.
 */
export class SnovioModel {
  readonly charges: Charge[] = [];
  readonly received: Received[] = [];
  readonly tasks = new Map<string, Task>();
  /** What v1 works on or has finished, by item. */
  readonly queued = new Map<string, { doneAt: number; finalAt: number }>();
  /** Limits of Snov.io that a client ran into, in words. */
  readonly limitsBroken: string[] = [];
  readonly #now: () => number;
  readonly #seed: number;
  readonly #plan: Plan | undefined;

  constructor(now: () => number, seed: number, plan?: Plan) {
    this.#now = now;
    this.#seed = seed;
    this.#plan = plan;
  }

  get now(): number {
    return this.#now();
  }

  /** The route of a request; undefined: no such path. */
  route(asked: Asked): Route | undefined {
    return ROUTES.find(route => route.method === asked.method && route.path.test(asked.path));
  }

  /** Snov.io takes a request in: it is charged, queued or read now. */
  perform(route: Route, asked: Asked, request: Received): Reply {
    request.performed = true;
    return this.#overLimit(route, request) ?? route.reply(this, asked, request);
  }

  /** Milliseconds that Snov.io works on something: 3 to 20 s, the same for the same item and seed. */
  duration(item: string): number {
    let hash = this.#seed | 0;
    for (const letter of item) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
    return 3000 + (Math.abs(hash) % 17_000);
  }

  /** Opens a task of v2. @returns its hash */
  openTask(items: readonly string[], body: (act: string) => object): string {
    const hash = (this.tasks.size + 1).toString(16).padStart(32, '0');
    this.tasks.set(hash, { readyAt: this.now + this.duration(items.join()), body });
    return hash;
  }

  charge(charge: Omit<Charge, 'at'> & { at?: number }): void {
    if (charge.credits > 0) this.charges.push({ at: this.now, ...charge });
  }

  /** What has been charged by now. */
  charged(): Charge[] {
    return this.charges.filter(({ at }) => at <= this.now);
  }

  #overLimit(route: Route, request: Received): Reply | undefined {
    // An act that comes late is counted where its request was sent.
    const recent = this.received.filter(({ at }) => at > request.at - MINUTE_MS && at <= request.at);
    if (recent.length > REQUESTS_A_MINUTE) {
      this.limitsBroken.push(`${recent.length} requests within a minute`);
      return { status: 429, body: 'Your API rate is limited, too many requests' };
    }
    if (!this.#plan || !route.quota) return undefined;
    const limit = HOURLY[this.#plan][route.quota];
    const units = this.received
      .filter(({ at, quota }) => quota === route.quota && at > request.at - HOUR_MS && at <= request.at)
      .reduce((sum, { units: used }) => sum + used, 0);
    if (units <= limit) return undefined;
    this.limitsBroken.push(`${units} of ${limit} ${route.quota} units within an hour`);
    return QUOTA_REPLY;
  }
}

export const QUOTA_REPLY: Reply = {
  status: 200,
  body: { success: false, message: 'There are too many prospects processing. Please try later' },
};
