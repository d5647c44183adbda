/** The plans that seed A prints hourly quotas for; current names are Pro S, M, L and Ultra. */
export const PLANS = ['starter', 'pro-5k', 'pro-20k', 'pro-50k', 'pro-100k'] as const;

export type Plan = (typeof PLANS)[number];

/** Finder: requests an hour; verifier: addresses an hour [A]. Both concern the v1 methods; for v2 none are printed. */
export const HOURLY_QUOTAS: Readonly<Record<Plan, { readonly finder: number; readonly verifier: number }>> = {
  starter: { finder: 200, verifier: 500 },
  'pro-5k': { finder: 400, verifier: 1000 },
  'pro-20k': { finder: 600, verifier: 1400 },
  'pro-50k': { finder: 800, verifier: 2000 },
  'pro-100k': { finder: 1000, verifier: 4000 },
};
