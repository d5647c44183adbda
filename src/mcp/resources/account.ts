import { type AccountResource, FOR_A_MINUTE } from './resource.ts';

/** What the user has set: see docs/configuration.md. */
export interface AccountLimits {
  readonly creditsPerCall: number;
  /** For the life of the server process; undefined: no limit. */
  readonly creditsPerProcess: number | undefined;
  readonly creditsPerDay: number | undefined;
  readonly requestsPerMinute: number;
  readonly plan: string | undefined;
  /** The plan's, in requests; undefined where the plan is not known. */
  readonly hourlyQuotas: { readonly finder: number; readonly verifier: number } | undefined;
  readonly mail: 'ask' | 'never';
  readonly readOnly: boolean;
}

/** Where the credits went. */
export const spendingResource: AccountResource = {
  name: 'spending',
  uri: 'snovio://spending',
  title: 'Credits by day and tool',
  description: 'What this server has spent in the last 30 days, by day (UTC) and tool, by its own record.',
  mimeType: 'application/json',
  toolset: 'account',
  cacheHint: { ...FOR_A_MINUTE, ttlMs: 15_000 },
  read: async tools => ({ days: await tools.spendingByDay() }),
};

/** The account's credits, and what of them may be spent. */
export function accountResource(limits: AccountLimits): AccountResource {
  return {
    name: 'account',
    uri: 'snovio://account',
    title: 'Credits and limits',
    description:
      'The credit balance, what this server has spent, the limits that the user has set and what they leave, the plan.',
    mimeType: 'application/json',
    toolset: 'account',
    cacheHint: { ...FOR_A_MINUTE, ttlMs: 15_000 },
    read: async tools => ({ ...(await tools.run('get_balance')), limits }),
  };
}
