import type { AddressInfo } from 'node:net';
import { Clock } from './clock.ts';
import type { LoggedRequest } from './http/context.ts';
import { layers } from './http/middleware.ts';
import { handlerOf, type Route, templates } from './http/route.ts';
import { Calls, serverFor } from './http/server.ts';
import { tokenHandler } from './http/token.ts';
import { type SandboxOptions, settle } from './options.ts';
import { seeded } from './random.ts';
import { routes } from './routes/index.ts';
import { openAccount } from './state/account.ts';
import { type FaultRule, Faults } from './state/faults.ts';
import type { Charge, Mailed, State } from './state/state.ts';
import type { Delivery } from './webhooks/delivery.ts';

export type { LoggedRequest } from './http/context.ts';
export type { Generation, Plan, SandboxOptions } from './options.ts';
export type { FaultKind, FaultRule, Stage } from './state/faults.ts';
export type { Charge, Mailed } from './state/state.ts';
export type { Delivery } from './webhooks/delivery.ts';

/** A running Snov.io simulator. */
export interface Sandbox {
  /** Base URL, without a slash at the end. */
  url: string;
  /** One entry per charged item, in order. */
  charges: Charge[];
  /** Every request that came in, in order. */
  requests: LoggedRequest[];
  /** Every mail that would have gone out. */
  mailed: Mailed[];
  /** Every attempt to deliver a webhook event. */
  deliveries: Delivery[];
  /** Planned misbehaviour. */
  faults: { add(rule: FaultRule): void; clear(): void };
  /** What is left on an account; the first one when none is named. */
  credits(account?: string): number;
  /** Gives an account another balance. */
  setCredits(credits: number, account?: string): void;
  /** Makes every token issued so far expired. */
  expireTokens(): void;
  /** The world back to its start: logs, faults, tokens, tasks, accounts. The arrays above stay the same objects. */
  reset(): void;
  /** Frees port, timers and sockets at once; requests under way are cut. */
  close(): Promise<void>;
}

/** Starts a simulator on a loopback port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const state = emptyState(options);
  reset(state);
  const calls = new Calls();
  const methods = routes(state);
  const open = methods.filter(each => isOpen(state, each));
  const handlers = [
    ...layers(state, calls.of),
    tokenHandler(state, calls.of),
    ...open.map(each => handlerOf(each, calls.of)),
  ];
  const server = serverFor(state, calls, { handlers, template: templates(methods) });
  const { port, host } = state.settings;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    ...controls(state),
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    close: () => {
      halt(state);
      return new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function isOpen(state: State, route: Route): boolean {
  return route.generation === undefined || state.settings.generations.includes(route.generation);
}

function emptyState(options: SandboxOptions): State {
  const settings = settle(options);
  return {
    settings,
    clock: new Clock(settings.speed),
    random: seeded(settings.seed),
    life: new AbortController(),
    accounts: new Map(),
    tokens: new Map(),
    faults: new Faults(),
    charges: [],
    requests: [],
    mailed: [],
    deliveries: [],
  };
}

/** Whatever was still to come, will not. */
function halt(state: State): void {
  state.clock.stop();
  state.life.abort();
}

function reset(state: State): void {
  halt(state);
  state.life = new AbortController();
  state.random = seeded(state.settings.seed);
  state.tokens.clear();
  state.faults.clear();
  for (const log of [state.charges, state.requests, state.mailed, state.deliveries]) log.length = 0;
  state.accounts.clear();
  for (const each of state.settings.accounts) {
    state.accounts.set(each.id, openAccount(state.settings, state.clock, each));
  }
}

function controls(state: State): Omit<Sandbox, 'url' | 'close'> {
  const find = (id?: string) => (id === undefined ? [...state.accounts.values()][0] : state.accounts.get(id));
  return {
    charges: state.charges,
    requests: state.requests,
    mailed: state.mailed,
    deliveries: state.deliveries,
    faults: state.faults,
    credits: account => find(account)?.credits ?? 0,
    setCredits: (credits, account) => {
      const found = find(account);
      if (found) found.credits = credits;
    },
    expireTokens: () => {
      for (const token of state.tokens.values()) token.expiresAt = 0;
    },
    reset: () => reset(state),
  };
}
