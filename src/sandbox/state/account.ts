import type { Clock } from '../clock.ts';
import { QUOTAS, type Settings } from '../options.ts';
import { type Crm, seedCrm } from './crm.ts';
import { RateWindow } from './rate-window.ts';
import { type SenderAccount, seedSenders } from './senders.ts';
import { seedWarmUps, type WarmUp } from './warm-ups.ts';
import { seedWebhooks, type Webhook } from './webhooks.ts';

/** One Snov.io account and everything that is private to it; times in milliseconds of the epoch. */
export interface Account {
  id: string;
  secret: string;
  credits: number;
  /** The limit on requests. */
  requests: RateWindow;
  /** Hourly quotas of v1: finder in requests, verifier in addresses [A]. GUESS: read and add share a quota. */
  finderQuota: RateWindow;
  verifierQuota: RateWindow;
  /** When an address with greylisting was first checked. */
  greylistedSince: Map<string, number>;
  /** The v1 finder: when the answer is ready, by name and domain. */
  queuedNames: Map<string, number>;
  /** The v1 verifier, by address. */
  queuedEmails: Map<string, QueuedEmail>;
  /** The v1 URL search: when the answer is ready, by profile. */
  queuedProfiles: Map<string, number>;
  crm: Crm;
  webhooks: Webhook[];
  /** When its calendar began, which runs as fast as tasks do. */
  openedAt: number;
  senders: SenderAccount[];
  warmUps: WarmUp[];
  /** v2 tasks by hash. */
  tasks: Map<string, Task>;
}

/** An address in the v1 verifier. */
export interface QueuedEmail {
  readyAt: number;
  charged: boolean;
}

/** A v2 search that has been started: its result is fixed, and charged, at the start, and shown later. */
export interface Task {
  /** Which result method answers for it. */
  kind: string;
  readyAt: number;
  result: object;
}

const HOUR = 3_600_000;

/** A fresh account. */
export function createAccount(
  settings: Settings,
  clock: Clock,
  { id, secret, credits = 1000 }: Settings['accounts'][number],
): Account {
  const quota = QUOTAS[settings.plan];
  const hour = clock.real(HOUR);
  const openedAt = clock.now();
  return {
    id,
    secret,
    credits,
    requests: new RateWindow(settings.limit, settings.windowMs),
    finderQuota: new RateWindow(quota.finder, hour),
    verifierQuota: new RateWindow(quota.verifier, hour),
    greylistedSince: new Map(),
    queuedNames: new Map(),
    queuedEmails: new Map(),
    queuedProfiles: new Map(),
    crm: seedCrm(id, settings.replies, settings.sequence),
    webhooks: seedWebhooks(),
    openedAt,
    senders: seedSenders(),
    warmUps: seedWarmUps(openedAt),
    tasks: new Map(),
  };
}
