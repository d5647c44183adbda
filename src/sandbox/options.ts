/** Plans whose hourly quotas are documented [A]. */
export type Plan = 'starter' | 'pro-5k' | 'pro-20k' | 'pro-50k' | 'pro-100k';

/** `v1`: the older finder, verifier, URL and domain searches; `v2`: the start/result searches of today. */
export type Generation = 'v1' | 'v2';

/** How a sandbox is to behave; everything has a default. */
export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How many times faster than real time tasks, webhook retries, hourly quotas, greylists and warm-ups run; default 1. */
  speed?: number;
  /** Requests per window and account; default 60. */
  limit?: number;
  /** That window, in milliseconds, not scaled by `speed`; default 60,000. */
  windowMs?: number;
  /** Whose hourly quotas apply; default `pro-100k`. */
  plan?: Plan;
  /** Seed of the generator that draws task durations. */
  seed?: number;
  /** Range of task durations in simulated seconds; default 3 to 8, uniform. */
  taskSeconds?: [number, number];
  /** A generation left out answers its methods with Snov.io's 404 object; default both. */
  generations?: Generation[];
  /** So many recipients of one more campaign, `Replied`, have each replied to it by e-mail; default 0, without that campaign. */
  replies?: number;
  /** Whether there is one more campaign, `Quiet engines, autumn`: three mails, some weeks, 200 people; default false. */
  sequence?: boolean;
  /** Default one: id `sandbox`, secret `sandbox`, 1,000 credits. */
  accounts?: { id: string; secret: string; credits?: number }[];
}

/** The options with their defaults filled in. */
export type Settings = Required<SandboxOptions>;

/** Fills in the defaults. */
export function withDefaults(options: SandboxOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    port: 0,
    host: '127.0.0.1',
    speed: 1,
    limit: 60,
    windowMs: 60_000,
    plan: 'pro-100k',
    seed: 20_230_914,
    taskSeconds: [3, 8],
    generations: ['v1', 'v2'],
    replies: 0,
    sequence: false,
    accounts: [{ id: 'sandbox', secret: 'sandbox', credits: 1000 }],
    ...Object.fromEntries(given),
  };
}

/** Hourly quotas [A]: finder in requests, verifier in addresses. */
export const QUOTAS: Record<Plan, { finder: number; verifier: number }> = {
  starter: { finder: 200, verifier: 500 },
  'pro-5k': { finder: 400, verifier: 1000 },
  'pro-20k': { finder: 600, verifier: 1400 },
  'pro-50k': { finder: 800, verifier: 2000 },
  'pro-100k': { finder: 1000, verifier: 4000 },
};
