import { describe, expect, test } from 'vitest';
import { placeholders } from '../../src/config/credentials.ts';
import { ConfigError, readConfig } from '../../src/config/settings.ts';
import { unknownVariables } from '../../src/config/unknown-variables.ts';

const PAIR = { SNOVIO_CLIENT_ID: 'the-id', SNOVIO_CLIENT_SECRET: 'hush' };

function errorOf(env: Record<string, string>): ConfigError {
  try {
    readConfig({}, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('nothing was wrong');
}

test('every wrong value is told, each on a line', () => {
  const { message, problems } = errorOf({
    SNOVIO_PLAN: 'gold',
    SNOVIO_RATE_LIMIT: 'many',
    SNOVIO_CLIENT_ID: 'x',
    HTTPS_PROXY: 'ftp://x',
  });
  expect(problems.map(problem => problem.split(':')[0])).toEqual([
    'SNOVIO_RATE_LIMIT',
    'SNOVIO_PLAN',
    'SNOVIO_CLIENT_SECRET',
    'HTTPS_PROXY',
  ]);
  for (const problem of problems) expect(problem).toMatch(/^\w+: .+\. Example: \w+=\S+$/);
  expect(message).toBe(problems.join('\n'));
});

test('toolsets that are none are named, each with the one that was meant perhaps', () => {
  expect(errorOf({ SNOVIO_TOOLSETS: 'fnd,verify,campaign,zzzzzzzzzzzz' }).message).toMatch(
    /^SNOVIO_TOOLSETS: "[^"]+" is no list of toolsets: of them there is no "fnd" \(did you mean find\?\), "campaign" \(did you mean campaigns\?\), "zzzzzzzzzzzz"\. Toolsets: find, verify, .*, all\. Example: SNOVIO_TOOLSETS=find,verify$/,
  );
  expect(errorOf({ SNOVIO_TOOLSETS: ',' }).message).toContain(
    '"," is no list of toolsets: it is empty. Toolsets: find',
  );
});

test('the sandbox passes its rate window as fast as all else, and no other server does', () => {
  const windowOf = (env: Record<string, string>) => readConfig({}, { ...PAIR, ...env }).rateWindowMs;
  const speed = { SNOVIO_SANDBOX_SPEED: '20' };
  expect(windowOf({ ...speed, SNOVIO_SANDBOX: '1' })).toBe(3000);
  expect(windowOf({ SNOVIO_SANDBOX_SPEED: '10000', SNOVIO_SANDBOX: '1' })).toBe(10);
  expect(windowOf({ ...speed, SNOVIO_SANDBOX: '1', SNOVIO_RATE_WINDOW_MS: '60000' })).toBe(60_000);
  expect(windowOf(speed)).toBe(60_000);
  expect(windowOf({ SNOVIO_SANDBOX: '1' })).toBe(60_000);
});

describe('credentials', () => {
  test.each([
    ['"hush"', 'quotation marks'],
    ["'hush'", 'quotation marks'],
    ['“hush”', 'quotation marks'],
    ['hu sh', 'blanks or line ends'],
    ['hu\r\nsh', 'blanks or line ends'],
    ['hush\u200b', 'blanks or line ends'],
    ['API Secret: hush', 'heading'],
    ['API User ID: hush', 'heading'],
    ['SNOVIO_CLIENT_SECRET=hush', "variable's name"],
  ])('%j stops the start and is not shown', (value, words) => {
    for (const name of Object.keys(PAIR)) {
      const { message } = errorOf({ ...PAIR, [name]: value });
      expect(message).toMatch(new RegExp(`^${name}: its value .*${words}.*Example: ${name}=0123`));
      expect(message).not.toContain('hush');
    }
  });

  test.each([
    'your API Secret',
    '<secret>',
    `$${'{SNOVIO_CLIENT_SECRET}'}`,
    `$${'{input:snovio-client-secret}'}`,
    '$SNOVIO_CLIENT_SECRET',
    '%SNOVIO_CLIENT_SECRET%',
  ])('%s is a placeholder: it is told, and stops nothing', clientSecret => {
    const config = readConfig({}, { ...PAIR, SNOVIO_CLIENT_SECRET: clientSecret });
    expect(placeholders(config)).toEqual([
      'SNOVIO_CLIENT_SECRET: its value is a placeholder that nobody has filled in',
    ]);
  });

  test('lose what a file or a clipboard puts around them', () => {
    const env = {
      SNOVIO_CLIENT_ID: ' the-id\r\n',
      SNOVIO_CLIENT_SECRET: '\thush ',
      SNOVIO_RATE_LIMIT: '7\r',
    };
    expect(readConfig({}, env)).toMatchObject({ clientId: 'the-id', clientSecret: 'hush', rateLimit: 7 });
  });

  test('do not matter in the sandbox', () => {
    expect(readConfig({}, { SNOVIO_SANDBOX: '1', SNOVIO_CLIENT_ID: '"x"' }).sandbox).toBe(true);
  });
});

test('a password in a URL is not repeated', () => {
  const { message } = errorOf({ SNOVIO_API_URL: 'http://user:hush@api.example' });
  expect(message).toMatch(/^SNOVIO_API_URL: "http:\/\/…@api\.example" is not/);
});

describe('variables that are no settings', () => {
  test.each([
    ['SNOVIO_CLIENT_SECERT', ' Did you mean SNOVIO_CLIENT_SECRET?'],
    ['SNOVIO_MAX_CREDIT_PER_DAY', ' Did you mean SNOVIO_MAX_CREDITS_PER_DAY?'],
    ['SNOVIO_APIURL', ' Did you mean SNOVIO_API_URL?'],
    ['SNOVIO_TOOLS', ' Did you mean SNOVIO_TOOLSETS?'],
    ['snovio_client_id', ' Did you mean SNOVIO_CLIENT_ID?'],
    ['SNOV_CLIENT_ID', ' Did you mean SNOVIO_CLIENT_ID?'],
    ['SNOV_IO_CLIENT_ID', ' Did you mean SNOVIO_CLIENT_ID?'],
    ['SNOVO_CLIENT_ID', ' Did you mean SNOVIO_CLIENT_ID?'],
    ['SNOVIO_SOMETHING_ELSE_ENTIRELY', ''],
  ])('%s', (name, remedy) => {
    expect(unknownVariables({ [name]: 'hush' }, 'linux')).toEqual([
      `${name}: there is no such setting, so it does nothing.${remedy}`,
    ]);
  });

  test('are not those of other programs, those that are empty, or those in the case that Windows has them in', () => {
    const env = {
      SNOV_API_KEY: 'x',
      SNOWFLAKE_ID: 'x',
      SNOVIO_NOTHING: '',
      SNOVIO_PLAN: 'pro-5k',
      PATH: '/',
    };
    expect(unknownVariables(env, 'linux')).toEqual([]);
    expect(unknownVariables({ snovio_client_id: 'x' }, 'win32')).toEqual([]);
  });
});
