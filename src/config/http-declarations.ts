import { bearerToken, bearerTokens } from './bearer-tokens.ts';
import {
  commaList,
  issuerUrl,
  onOff,
  publicUrl,
  scopePrefix,
  text,
  vaultSecrets,
  wholeNumber,
} from './schemas.ts';
import { setting } from './setting.ts';

/** How long a server that others reach takes calls after it was asked to stop, where the user set nothing, in seconds. */
export const DEFAULT_DRAIN_SECONDS = 5;

/** The settings of the HTTP server. */
export const HTTP_SETTINGS = {
  httpTokens: setting({
    env: 'SNOVIO_HTTP_TOKENS',
    schema: bearerTokens.default([]),
    // A token that is printed somewhere is known to everybody, so the example makes one.
    example: '"$(snovio-mcp http --new-token)"',
    fallback: '–',
    meaning:
      'HTTP: bearer tokens that are let in, comma-separated, at least 24 characters each; `snovio-mcp http --new-token` makes one',
    secret: true,
  }),
  accessFile: setting({
    env: 'SNOVIO_HTTP_ACCESS_FILE',
    schema: text.optional(),
    example: '/etc/snovio-mcp/access.json',
    fallback: '–',
    meaning:
      'HTTP: a JSON file of tokens, people and teams, and of what each may do and spend; it is read again when it changes',
  }),
  allowedHosts: setting({
    env: 'SNOVIO_HTTP_ALLOWED_HOSTS',
    flag: 'allowed-hosts',
    schema: commaList.optional(),
    example: 'mcp.example.com',
    fallback: 'loopback names',
    meaning: 'HTTP: Host values let in, comma-separated',
  }),
  allowedOrigins: setting({
    env: 'SNOVIO_HTTP_ALLOWED_ORIGINS',
    flag: 'allowed-origins',
    schema: commaList.optional(),
    example: 'https://chat.example.com',
    fallback: 'loopback names',
    meaning: 'HTTP: Origin values let in, comma-separated',
  }),
  publicUrl: setting({
    env: 'SNOVIO_PUBLIC_URL',
    flag: 'public-url',
    schema: publicUrl.optional(),
    example: 'https://mcp.example.com',
    fallback: '–',
    meaning:
      'HTTP: where others reach this server, without `/mcp`; sign-in needs it, and Snov.io sends results and events there',
  }),
  metrics: setting({
    env: 'SNOVIO_HTTP_METRICS',
    flag: 'metrics',
    schema: onOff.default(false),
    example: '1',
    fallback: 'off',
    meaning:
      'HTTP: gives figures at `/metrics`, to programs of this machine unless there is a token for them',
  }),
  metricsToken: setting({
    env: 'SNOVIO_HTTP_METRICS_TOKEN',
    schema: bearerToken.optional(),
    example: '"$(snovio-mcp http --new-token)"',
    fallback: '–',
    meaning: 'HTTP: the bearer token for `/metrics`, which it turns on; it opens nothing else',
    secret: true,
  }),
  drainSeconds: setting({
    env: 'SNOVIO_HTTP_DRAIN_SECONDS',
    flag: 'drain-seconds',
    schema: wholeNumber(0, 300).optional(),
    example: '5',
    fallback: `${DEFAULT_DRAIN_SECONDS}; 0 on loopback`,
    meaning:
      'HTTP: after SIGTERM calls are still taken for so long, while `/readyz` answers 503, so that a balancer sends the next ones elsewhere',
  }),
  signInFile: setting({
    env: 'SNOVIO_HTTP_SIGN_IN_FILE',
    schema: text.optional(),
    example: '/etc/snovio-mcp/sign-in.json',
    fallback: '–',
    meaning:
      'HTTP: a JSON file of people who sign in at this very server, where there is no authorization server; it is read again when it changes',
  }),
  oauthIssuer: setting({
    env: 'SNOVIO_HTTP_OAUTH_ISSUER',
    flag: 'oauth-issuer',
    schema: issuerUrl.optional(),
    example: 'https://login.example.com/realms/company',
    fallback: '–',
    meaning: 'HTTP: the authorization server whose access tokens are let in, spelt as its metadata does',
  }),
  oauthAudience: setting({
    env: 'SNOVIO_HTTP_OAUTH_AUDIENCE',
    flag: 'oauth-audience',
    schema: text.optional(),
    example: 'api://snovio',
    fallback: '`SNOVIO_PUBLIC_URL` with `/mcp`',
    meaning: 'HTTP: what access tokens for this server name as their audience (`aud`)',
  }),
  oauthScopePrefix: setting({
    env: 'SNOVIO_HTTP_OAUTH_SCOPE_PREFIX',
    flag: 'oauth-scope-prefix',
    schema: scopePrefix.optional(),
    example: 'api://snovio/',
    fallback: '–',
    meaning:
      'HTTP: what stands before `read`, `spend`, `write` and `send` where the authorization server names scopes in full, as Entra does',
  }),
  oauthClientId: setting({
    env: 'SNOVIO_HTTP_OAUTH_CLIENT_ID',
    schema: text.optional(),
    example: 'snovio-mcp',
    fallback: '–',
    meaning:
      'HTTP: with its secret, asks the authorization server about access tokens that are no JWT; signs people in who connect their account',
  }),
  oauthClientSecret: setting({
    env: 'SNOVIO_HTTP_OAUTH_CLIENT_SECRET',
    schema: text.optional(),
    example: '0123456789abcdef0123456789abcdef',
    fallback: '–',
    meaning: 'HTTP: the secret of that client',
    secret: true,
  }),
  vaultKey: setting({
    env: 'SNOVIO_VAULT_KEY',
    schema: vaultSecrets.optional(),
    example: '"$(snovio-mcp http --new-token)"',
    fallback: '–',
    meaning:
      'HTTP: signed-in people connect a Snov.io account of their own, which is kept encrypted with this key, at least 32 characters; behind a comma older keys, which still decrypt',
    secret: true,
  }),
  vaultKeyCommand: setting({
    env: 'SNOVIO_VAULT_KEY_COMMAND',
    schema: text.optional(),
    example: '"vault kv get -field=key secret/snovio"',
    fallback: '–',
    meaning: 'HTTP: a command of the shell that prints that key, such as the client of a key store',
    secret: true,
  }),
} as const;
