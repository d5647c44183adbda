/** The plans that seed A prints hourly quotas for; current names are Pro S, M, L and Ultra. */
export const PLANS = ['starter', 'pro-5k', 'pro-20k', 'pro-50k', 'pro-100k'] as const;

export type Plan = (typeof PLANS)[number];

/** Finder: requests an hour; verifier: addresses an hour [A]. Both concern the v1 methods; for v2 none are printed. */
const HOURLY: Record<Plan, { finder: number; verifier: number }> = {
  starter: { finder: 200, verifier: 500 },
  'pro-5k': { finder: 400, verifier: 1000 },
  'pro-20k': { finder: 600, verifier: 1400 },
  'pro-50k': { finder: 800, verifier: 2000 },
  'pro-100k': { finder: 1000, verifier: 4000 },
};

/** Counts what was used in the last hour. */
export interface Quota {
  /** Whether `n` more fit; if so they are counted. */
  take(n: number): boolean;
  /** Counts `n` that were used in any case (polls). */
  use(n: number): void;
}

/** The hourly quota of a v1 family, kept before Snov.io has to refuse. */
export function hourlyQuota(plan: Plan, family: 'finder' | 'verifier', hourMs: number): Quota {
  const limit = HOURLY[plan][family];
  let used: { at: number; n: number }[] = [];
  const use = (n: number) => void used.push({ at: Date.now(), n });
  return {
    use,
    take: n => {
      used = used.filter(({ at }) => at > Date.now() - hourMs);
      if (used.reduce((sum, one) => sum + one.n, 0) + n > limit) return false;
      use(n);
      return true;
    },
  };
}
