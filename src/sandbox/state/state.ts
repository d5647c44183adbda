import { Clock } from '../clock.ts';
import type { Charge, Delivery, LoggedRequest, Mailed } from '../log.ts';
import type { Settings } from '../options.ts';
import { type Random, seeded } from '../random.ts';
import { type Account, createAccount } from './account.ts';
import { FaultQueue } from './faults.ts';

/** Everything that a sandbox remembers. */
export interface State {
  readonly settings: Settings;
  readonly clock: Clock;
  random: Random;
  /** Aborted, and replaced, at a reset: ends webhook deliveries under way. */
  deliveryAbort: AbortController;
  readonly accounts: Map<string, Account>;
  /** `expiresAt` in milliseconds of the epoch. */
  readonly tokens: Map<string, { account: Account; expiresAt: number }>;
  readonly faults: FaultQueue;
  readonly charges: Charge[];
  readonly requests: LoggedRequest[];
  readonly mailed: Mailed[];
  readonly deliveries: Delivery[];
}

/** A fresh state with fresh accounts. */
export function createState(settings: Settings): State {
  const state: State = {
    settings,
    clock: new Clock(settings.speed),
    random: seeded(settings.seed),
    deliveryAbort: new AbortController(),
    accounts: new Map(),
    tokens: new Map(),
    faults: new FaultQueue(),
    charges: [],
    requests: [],
    mailed: [],
    deliveries: [],
  };
  addAccounts(state);
  return state;
}

/** Cancels whatever was still to come. */
export function stopState(state: State): void {
  state.clock.stop();
  state.deliveryAbort.abort();
}

/** Back to the start; the logs are emptied and stay the same arrays. */
export function resetState(state: State): void {
  stopState(state);
  state.deliveryAbort = new AbortController();
  state.random = seeded(state.settings.seed);
  state.tokens.clear();
  state.faults.clear();
  for (const log of [state.charges, state.requests, state.mailed, state.deliveries]) log.length = 0;
  state.accounts.clear();
  addAccounts(state);
}

function addAccounts({ settings, clock, accounts }: State): void {
  for (const account of settings.accounts) accounts.set(account.id, createAccount(settings, clock, account));
}
