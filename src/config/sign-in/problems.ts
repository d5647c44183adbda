import { type Config, SETTINGS } from '../settings.ts';

/** Whether people connect accounts of their own. */
export function hasVault({ vaultKey, vaultKeyCommand }: Partial<Config>): boolean {
  return vaultKey !== undefined || vaultKeyCommand !== undefined;
}

/**
 * What the vault misses: without a sign-in in the browser, nobody could tell whether the person with a link is the one that it
 * was made for. Where people sign in at this very server, its pages are a client of it by themselves.
 */
export function vaultProblems(config: Config): string[] {
  if (!hasVault(config) || config.signInFile !== undefined) return [];
  const name = config.vaultKey ? 'SNOVIO_VAULT_KEY' : 'SNOVIO_VAULT_KEY_COMMAND';
  return (['oauthIssuer', 'oauthClientId'] as const)
    .filter(key => config[key] === undefined)
    .map(key => {
      const { env, example } = SETTINGS[key];
      return `${name} also needs ${env}. Example: ${env}=${example}`;
    });
}

/** What does not go together in the settings of the sign-in: half of one would let in nobody, or everybody. */
export function signInProblems(config: Config): string[] {
  const { oauthIssuer, signInFile, publicUrl, oauthClientId, oauthClientSecret } = config;
  const file = SETTINGS.signInFile.env;
  const tooMuch = [
    ...(signInFile !== undefined && oauthIssuer !== undefined
      ? [`${file} and SNOVIO_HTTP_OAUTH_ISSUER: people sign in here or there. Set one of them.`]
      : []),
  ];
  const needed = [
    [signInFile !== undefined && publicUrl === undefined, file, SETTINGS.publicUrl],
    [oauthIssuer !== undefined && publicUrl === undefined, 'SNOVIO_HTTP_OAUTH_ISSUER', SETTINGS.publicUrl],
    [
      oauthClientId !== undefined && !oauthClientSecret && !hasVault(config),
      'SNOVIO_HTTP_OAUTH_CLIENT_ID',
      SETTINGS.oauthClientSecret,
    ],
    [
      oauthClientSecret !== undefined && !oauthClientId,
      'SNOVIO_HTTP_OAUTH_CLIENT_SECRET',
      SETTINGS.oauthClientId,
    ],
    ...(['oauthAudience', 'oauthScopePrefix', 'oauthClientId'] as const).map(
      key => [config[key] !== undefined && !oauthIssuer, SETTINGS[key].env, SETTINGS.oauthIssuer] as const,
    ),
  ] as const;
  const missing = needed
    .filter(([isMissing]) => isMissing)
    .map(([, given, { env, example }]) => `${given} also needs ${env}. Example: ${env}=${example}`);
  return [...tooMuch, ...missing];
}
