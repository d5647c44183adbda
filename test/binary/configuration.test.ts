import { describe, expect, test } from 'vitest';
import { defaultStateDir, readConfig, SETTINGS } from '../../src/config/settings.ts';

const CREDENTIALS = { SNOVIO_CLIENT_ID: 'me', SNOVIO_CLIENT_SECRET: 'hush' };

interface Row {
  env: string;
  flag?: string;
  example: string;
  meaning: string;
  secret?: true;
}
const rows = Object.entries(SETTINGS) as [keyof typeof SETTINGS, Row][];

/** For each variable a value that is wrong; those that take any text have none. */
const WRONG: Partial<Record<keyof typeof SETTINGS, string>> = {
  sandbox: 'perhaps',
  sandboxSpeed: '0',
  apiUrl: 'ftp://api.snov.io',
  generation: 'v3',
  rateLimit: '1.5',
  rateWindowMs: '5',
  waitSeconds: '601',
  maxCreditsPerCall: '-1',
  maxCredits: 'all',
  maxCreditsPerDay: '1e3',
  plan: 'gold',
  allowSending: 'always',
  toolsets: 'find,everything',
  dynamicTools: 'perhaps',
  cards: 'some',
  readOnly: 'mostly',
  databaseConnections: '0',
  ledgerDays: '4000',
  logLevel: 'loud',
  auditLog: 'on',
  publicUrl: 'http://mcp.example.com',
  metrics: 'perhaps',
  drainSeconds: '-1',

  oauthIssuer: 'http://login.example.com',
  oauthScopePrefix: 'api://my server/',
};

describe.each(rows)('%s', (key, { env, flag, example, meaning }) => {
  test('is named after the product and explained', () => {
    expect(env).toMatch(/^SNOVIO_[A-Z]+(_[A-Z]+)*$/);
    if (flag) expect(flag).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(meaning.length).toBeGreaterThan(15);
  });

  // The example of the tokens is the command that makes one: a token that is printed is known to everybody.
  test.skipIf(key === 'httpTokens' || key === 'metricsToken')(
    'takes its own example, from the environment and as a flag, which wins',
    () => {
      const byEnvironment = readConfig({}, { ...CREDENTIALS, [env]: example });
      if (flag) {
        const byFlag = readConfig({ [flag]: example }, { ...CREDENTIALS, [env]: WRONG[key] });
        expect(byFlag[key]).toEqual(byEnvironment[key]);
      }
      expect(byEnvironment[key]).toBeDefined();
    },
  );

  test('left empty, as forms do, is not set', () => {
    const unset = readConfig({}, key.startsWith('client') ? {} : CREDENTIALS);
    const empty = readConfig({}, key.startsWith('client') ? { [env]: '' } : { ...CREDENTIALS, [env]: '' });
    expect(empty[key]).toEqual(unset[key]);
  });
});

const wrong = rows.flatMap(([key, row]) =>
  WRONG[key] === undefined ? [] : [{ key, ...row, value: WRONG[key] }],
);

test.each(wrong)('$env with a wrong value names itself, the value and an example', ({ env, flag, value }) => {
  const words = (name: string, right: string) =>
    new RegExp(`^${name}: ${JSON.stringify(value)} is .*\\. Example: ${right}`);
  expect(() => readConfig({}, { [env]: value })).toThrow(words(env, `${env}=`));
  if (flag) expect(() => readConfig({ [flag]: value }, {})).toThrow(words(`--${flag}`, `--${flag} `));
});

test('every variable but free text has a wrong value here', () => {
  const free = [
    'clientId',
    'clientSecret',
    'webhookHosts',
    'accessFile',
    'stateDir',
    'databaseUrl',
    'databaseKey',
    'httpTokens',
    'metricsToken',
    'allowedHosts',
    'allowedOrigins',
    'signInFile',
    'oauthAudience',
    'oauthClientId',
    'oauthClientSecret',
    'vaultKey',
    'vaultKeyCommand',
  ];
  expect([...Object.keys(WRONG), ...free].sort()).toEqual(Object.keys(SETTINGS).sort());
});

test('secrets have no flag, since process lists show flags', () => {
  for (const [, { secret, flag }] of rows) if (secret) expect(flag).toBeUndefined();
});

test.each([
  ['linux', { XDG_STATE_HOME: '/x' }, '/x/snovio-mcp'],
  ['linux', {}, /[/]\.local[/]state[/]snovio-mcp$/],
  ['darwin', {}, /Library[/]Application Support[/]snovio-mcp$/],
  ['win32', { LOCALAPPDATA: '/c/local' }, '/c/local/snovio-mcp'],
] as const)('state lives where %s keeps it', (platform, env, where) => {
  expect(defaultStateDir(env, platform)).toEqual(
    typeof where === 'string' ? where : expect.stringMatching(where),
  );
});

test('proxies come from the usual variables, in small letters first', () => {
  const env = { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://big:1', NO_PROXY: 'localhost' };
  expect(readConfig({}, env).proxy).toEqual({ httpsProxy: 'http://small:1', noProxy: 'localhost' });
  expect(readConfig({}, { NO_PROXY: 'localhost' }).proxy).toBeUndefined();
});
