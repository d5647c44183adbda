import { describe, expect, test } from 'vitest';
import { ConfigError, defaultStateDir, readConfig, SETTINGS } from '../../src/config/settings.ts';

const read = (env: Record<string, string>, flags = {}) => readConfig(flags, env);

function complaint(env: Record<string, string>, flags = {}): string {
  try {
    read(env, flags);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('readConfig', () => {
  test('without anything, the defaults of the documentation', () => {
    expect(read({})).toMatchObject({
      sandbox: false,
      sandboxSpeed: 1,
      apiUrl: 'https://api.snov.io',
      generation: 'auto',
      rateLimit: 60,
      rateWindowMs: 60_000,
      maxCreditsPerCall: 25,
      maxCredits: undefined,
      maxCreditsPerDay: 200,
      plan: undefined,
      allowSending: 'ask',
      webhookHosts: [],
      toolsets: ['default'],
      readOnly: false,
      ledgerDays: 30,
      logLevel: 'info',
    });
  });

  const PAIR = { SNOVIO_CLIENT_ID: 'x', SNOVIO_CLIENT_SECRET: 'y' };
  // The example of the tokens is the command that makes one: a token that is printed is known to everybody.
  const { httpTokens: _, metricsToken: __, ...shown } = SETTINGS;
  const examples = Object.values(shown);
  test.each(examples.map(one => [one.env, one.example] as const))(
    '%s=%s, its example, is right',
    (env, example) => {
      expect(complaint({ ...PAIR, [String(env)]: example })).toBe('none');
    },
  );

  test.each(
    Object.values(SETTINGS).flatMap(one => ('flag' in one ? [[one.flag, one.example] as const] : [])),
  )('--%s %s is right', (flag, example) => expect(complaint(PAIR, { [String(flag)]: example })).toBe('none'));

  test.each([
    ['SNOVIO_SANDBOX', 'maybe'],
    ['SNOVIO_SANDBOX_SPEED', '0'],
    ['SNOVIO_SANDBOX_SPEED', 'fast'],
    ['SNOVIO_API_URL', 'api.snov.io'],
    ['SNOVIO_API_URL', 'http://api.snov.io'],
    ['SNOVIO_API_URL', 'ftp://127.0.0.1'],
    ['SNOVIO_API_URL', 'https://gateway.example/snovio'],
    ['SNOVIO_API_URL', 'https://api.snov.io/v1/get-balance'],
    ['SNOVIO_API_GENERATION', 'v3'],
    ['SNOVIO_RATE_LIMIT', '0'],
    ['SNOVIO_RATE_LIMIT', '6.5'],
    ['SNOVIO_RATE_WINDOW_MS', '1'],
    ['SNOVIO_WAIT_SECONDS', '0'],
    ['SNOVIO_WAIT_SECONDS', '45s'],
    ['SNOVIO_MAX_CREDITS_PER_CALL', '-1'],
    ['SNOVIO_MAX_CREDITS', 'none'],
    ['SNOVIO_MAX_CREDITS_PER_DAY', '1e3'],
    ['SNOVIO_PLAN', 'pro'],
    ['SNOVIO_ALLOW_SENDING', 'always'],
    ['SNOVIO_TOOLSETS', 'find,everything'],
    ['SNOVIO_TOOLSETS', ','],
    ['SNOVIO_READ_ONLY', '2'],
    ['SNOVIO_LEDGER_DAYS', '99999'],
    ['SNOVIO_LOG', 'loud'],
  ])('%s=%s is wrong: one line with variable, value and example', (env, value) => {
    const said = complaint({ [env]: value });
    expect(said).toMatch(new RegExp(`^${env}: "${value}" .+\\. Example: ${env}=`));
    expect(said).not.toContain('\n');
  });

  test('a flag wins over its variable, and is named when it is wrong', () => {
    expect(read({ SNOVIO_RATE_LIMIT: '5' }, { 'rate-limit': '7' }).rateLimit).toBe(7);
    expect(complaint({}, { 'rate-limit': 'x' })).toMatch(/^--rate-limit: "x" .*--rate-limit 60$/);
    expect(read({}, { sandbox: true }).sandbox).toBe(true);
  });

  test('an empty value is none', () => {
    expect(read({ SNOVIO_RATE_LIMIT: '', SNOVIO_CLIENT_ID: '' })).toMatchObject({
      rateLimit: 60,
      clientId: undefined,
    });
  });

  test('half of the credentials is a mistake, and no message shows a secret', () => {
    expect(complaint({ SNOVIO_CLIENT_ID: 'x' })).toMatch(/^SNOVIO_CLIENT_SECRET: is not set/);
    const said = complaint({ SNOVIO_CLIENT_SECRET: 's3cr3t' });
    expect(said).toMatch(/^SNOVIO_CLIENT_ID: is not set/);
    expect(said).not.toContain('s3cr3t');
    expect(complaint({ SNOVIO_CLIENT_ID: 'x', SNOVIO_SANDBOX: '1' })).toBe('none');
  });

  test('lists, and http for this machine', () => {
    expect(read({ SNOVIO_TOOLSETS: ' find , verify ' }).toolsets).toEqual(['find', 'verify']);
    expect(read({ SNOVIO_HTTP_ALLOWED_HOSTS: 'a,,b' }).allowedHosts).toEqual(['a', 'b']);
    for (const host of ['127.0.0.1:8787', 'localhost:1', '[::1]:9'])
      expect(read({ SNOVIO_API_URL: `http://${host}/` }).apiUrl).toBe(`http://${host}`);
    expect(read({ SNOVIO_API_URL: 'https://api.snov.io/v2/' }).apiUrl).toBe('https://api.snov.io');
  });
});

test('state lives where the platform keeps it', () => {
  expect(defaultStateDir({ XDG_STATE_HOME: '/s' }, 'linux')).toBe('/s/snovio-mcp');
  expect(defaultStateDir({}, 'linux')).toMatch(/\.local\/state\/snovio-mcp$/);
  expect(defaultStateDir({}, 'darwin')).toMatch(/Application Support\/snovio-mcp$/);
  expect(defaultStateDir({ LOCALAPPDATA: '/l' }, 'win32')).toMatch(/snovio-mcp$/);
});
