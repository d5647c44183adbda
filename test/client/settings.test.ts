import { describe, expect, test } from 'vitest';
import { configOf, type Settings } from '../../src/config/library-settings.ts';
import { ConfigError, SETTINGS } from '../../src/config/settings.ts';
import { camelCase } from '../../src/text/camel-case.ts';

const named = (settings: object) => configOf(settings as Settings);

const variables = Object.entries(SETTINGS).map(([key, { env, example }]) => ({ key, env, example }));
const library = variables.filter(({ env }) => !/^SNOVIO_(?:HTTP_|VAULT_|PUBLIC_URL$)/.test(env));

test.each(library)('$env goes by its own name in camelCase', ({ key, env, example }) => {
  const name = camelCase(env.replace('SNOVIO_', '').toLowerCase());
  const pair = { clientId: 'x', clientSecret: 'y' };
  const isList = Array.isArray(SETTINGS[key as keyof typeof SETTINGS].schema.safeParse(example).data);
  const config = named({ ...pair, [name]: isList ? example.split(',') : example });
  expect(Reflect.get(config, key)).toEqual(SETTINGS[key as keyof typeof SETTINGS].schema.parse(example));
});

test('has these names, in types', () => {
  const settings: Settings = { apiGeneration: 'v1', log: 'silent', maxCreditsPerDay: 5, toolsets: ['find'] };
  expect(configOf(settings)).toMatchObject({ generation: 'v1', logLevel: 'silent', maxCreditsPerDay: 5 });
});

describe('what is wrong', () => {
  test.each([
    [{ clientid: 'a' }, 'clientid: there is no such setting. Did you mean clientId?'],
    [{ maxCreditPerDay: 1 }, 'maxCreditPerDay: there is no such setting. Did you mean maxCreditsPerDay?'],
    [{ generation: 'v1' }, 'generation: there is no such setting. Did you mean apiGeneration?'],
    [{ rateLimit: 0 }, 'rateLimit: "0" is not a whole number from 1 to 10000. Example: rateLimit: 60'],
    [{ clientId: 'x' }, /^clientSecret: is not set, but clientId is\. Example: clientSecret: /],
    [{ clientId: 'x', clientSecret: '"hush"' }, /^clientSecret: its value has quotation marks in it/],
    [{ proxy: 'ftp://x' }, /^proxy: its value is no address of a proxy .* Example: proxy: http/],
    [{ httpTokens: ['x'] }, /^httpTokens: there is no such setting\./],
  ])('%j is an error that names the setting', (settings, message) => {
    expect(() => named(settings)).toThrow(ConfigError);
    expect(() => named(settings)).toThrow(message);
    expect(() => named(settings)).not.toThrow(/SNOVIO_/);
  });

  test('is told all at once', () => {
    try {
      named({ clientid: 'a', rateLimit: 0, plan: 'gold' });
      expect.unreachable();
    } catch (error) {
      expect((error as ConfigError).problems).toHaveLength(3);
      expect((error as ConfigError).message).toMatch(/^clientid: .*\nrateLimit: .*\nplan: .*$/);
    }
  });
});

test('a proxy is a URL for everything, or one for each scheme; the environment has none', () => {
  expect(named({ proxy: 'proxy.example:3128' }).proxy).toEqual({
    httpProxy: 'http://proxy.example:3128',
    httpsProxy: 'http://proxy.example:3128',
  });
  expect(named({ proxy: { httpsProxy: 'http://p:1', noProxy: '.example' } }).proxy).toEqual({
    httpsProxy: 'http://p:1',
    noProxy: '.example',
  });
  expect(named({}).proxy).toBeUndefined();
});
