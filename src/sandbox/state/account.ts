import type { Clock } from '../clock.ts';
import { QUOTAS, type Settings } from '../options.ts';
import type { Task } from '../searches/tasks.ts';
import { type Crm, seedCrm } from './crm.ts';
import { Window } from './rate-window.ts';
import { seedWebhooks, type Webhook } from './webhooks.ts';

/** One Snov.io account and everything that is private to it. */
export interface Account {
  id: string;
  secret: string;
  credits: number;
  /** Requests of the last window. */
  rate: Window;
  /** Hourly quotas of the v1 methods; a pair of read and add shares one (GUESS, not established). */
  finder: Window;
  verifier: Window;
  /** When the first check of a greylisting mailbox was, by address. */
  greySince: Map<string, number>;
  /** v1 queues: when the answer is ready, by name and domain, by address, by URL. */
  names: Map<string, number>;
  addresses: Map<string, QueuedAddress>;
  urls: Map<string, number>;
  crm: Crm;
  webhooks: Webhook[];
  /** v2 tasks by hash. */
  tasks: Map<string, Task>;
}

/** An address in the v1 verifier. */
export interface QueuedAddress {
  readyAt: number;
  charged: boolean;
}

const HOUR_MS = 3_600_000;

/** A fresh account. */
export function openAccount(settings: Settings, clock: Clock, given: Settings['accounts'][number]): Account {
  const quota = QUOTAS[settings.plan];
  const hour = clock.real(HOUR_MS);
  return {
    id: given.id,
    secret: given.secret,
    credits: given.credits ?? 1000,
    rate: new Window(settings.limit, settings.windowMs),
    finder: new Window(quota.finder, hour),
    verifier: new Window(quota.verifier, hour),
    greySince: new Map(),
    names: new Map(),
    addresses: new Map(),
    urls: new Map(),
    crm: seedCrm(given.id),
    webhooks: seedWebhooks(),
    tasks: new Map(),
  };
}
