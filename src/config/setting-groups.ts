import type { SETTINGS } from './settings.ts';

type Name = keyof typeof SETTINGS;

/** What settings are about, as help shows them. Every setting is in one group; a test compares. */
export const SETTING_GROUPS = {
  account: {
    title: 'Account',
    names: ['clientId', 'clientSecret', 'sandbox', 'sandboxSpeed', 'apiUrl', 'generation'],
  },
  spending: {
    title: 'Spending and sending',
    names: ['maxCreditsPerCall', 'maxCredits', 'maxCreditsPerDay', 'allowSending', 'webhookHosts'],
  },
  pace: { title: 'Pace', names: ['rateLimit', 'rateWindowMs', 'plan', 'waitSeconds'] },
  tools: { title: 'Tools', names: ['toolsets', 'readOnly', 'dynamicTools', 'cards'] },
  storage: {
    title: 'Storage and logs',
    names: [
      ...(['stateDir', 'databaseUrl', 'databaseConnections', 'databaseKey', 'ledgerDays'] as const),
      ...(['logLevel', 'auditLog'] as const),
    ],
  },
  http: {
    title: 'HTTP server',
    names: [
      ...(['httpTokens', 'accessFile', 'allowedHosts', 'allowedOrigins', 'publicUrl'] as const),
      ...(['metrics', 'metricsToken', 'drainSeconds'] as const),
    ],
  },
  signIn: {
    title: 'Sign-in to the HTTP server',
    names: [
      ...([
        'signInFile',
        'oauthIssuer',
        'oauthAudience',
        'oauthScopePrefix',
        'oauthClientId',
        'oauthClientSecret',
      ] as const),
      ...(['vaultKey', 'vaultKeyCommand'] as const),
    ],
  },
} as const satisfies Record<string, { title: string; names: readonly Name[] }>;

export type SettingGroup = keyof typeof SETTING_GROUPS;
