import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/settings.ts';
import { proxyFor } from '../../src/snovio/transport/proxy.ts';

const proxyOf = (env: Record<string, string>) => readConfig({}, env).proxy;

describe('the proxies of the environment', () => {
  test.each([
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['user:p%40ss@proxy.example:3128', 'http://user:p%40ss@proxy.example:3128'],
    ['10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['localhost:3128', 'http://localhost:3128'],
    ['http://proxy.example:3128/', 'http://proxy.example:3128'],
    ['https://proxy.example', 'https://proxy.example'],
    ['HTTP://Proxy.example:3128', 'http://proxy.example:3128'],
    [' proxy.example:3128\r\n', 'http://proxy.example:3128'],
    ['socks5h://proxy.example:1080', 'socks5://proxy.example:1080'],
  ])('%s is read as curl reads it', (value, url) => {
    expect(proxyOf({ HTTPS_PROXY: value })).toEqual({ httpsProxy: url });
  });

  test('small letters win, an empty one counts as not set, ALL_PROXY stands in for what is missing', () => {
    expect(proxyOf({ https_proxy: 'small:1', HTTPS_PROXY: 'big:1' })).toEqual({
      httpsProxy: 'http://small:1',
    });
    expect(proxyOf({ https_proxy: '', HTTPS_PROXY: 'big:1' })).toEqual({ httpsProxy: 'http://big:1' });
    expect(proxyOf({ ALL_PROXY: 'all:1', http_proxy: 'plain:1' })).toEqual({
      httpProxy: 'http://plain:1',
      httpsProxy: 'http://all:1',
    });
    expect(proxyOf({ no_proxy: 'localhost' })).toBeUndefined();
  });

  test.each(['ftp://user:hush@proxy.example', 'http://', 'user:hush@', 'socks4://user:hush@proxy.example:1'])(
    '%s stops the start by the name of its variable, and no password is shown',
    value => {
      const wrong = { https_proxy: value, HTTP_PROXY: 'fine:1' };
      expect(() => proxyOf(wrong)).toThrow(ConfigError);
      expect(() => proxyOf(wrong)).toThrow(
        /^https_proxy: its value is no .*Example: https_proxy=http:\/\/proxy/,
      );
      expect(() => proxyOf(wrong)).not.toThrow(/hush/);
      expect(() => proxyOf({ ...wrong, SNOVIO_SANDBOX: '1' }), 'the sandbox needs none').not.toThrow();
    },
  );

  test('ALL_PROXY is not judged where nothing falls back on it', () => {
    expect(proxyOf({ ALL_PROXY: 'ftp://x', HTTP_PROXY: 'a:1', HTTPS_PROXY: 'b:1' })).toBeDefined();
  });
});

describe('NO_PROXY', () => {
  const direct = (noProxy: string, origin: string) =>
    proxyFor(origin, { httpProxy: 'http://p:1', noProxy }) === undefined;

  test.each([
    ['api.snov.io', 'https://api.snov.io'],
    ['snov.io', 'https://api.snov.io'],
    ['.snov.io', 'https://api.snov.io'],
    ['*.snov.io', 'https://api.snov.io'],
    ['SNOV.io.', 'https://api.snov.io'],
    ['.api.snov.io', 'https://api.snov.io'],
    ['a.example, api.snov.io:443', 'https://api.snov.io'],
    ['a.example api.snov.io', 'https://api.snov.io'],
    ['*', 'https://api.snov.io'],
    ['127.0.0.0/8', 'http://127.0.0.1:8787'],
    ['127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['::1', 'http://[::1]:8787'],
    ['[::1]:8787', 'http://[::1]:8787'],
    ['fe80::/10', 'https://[fe80::1]'],
  ])('%s leaves out %s', (noProxy, origin) => expect(direct(noProxy, origin)).toBe(true));

  test.each([
    ['', 'https://api.snov.io'],
    ['api.snov.io:80', 'https://api.snov.io'],
    ['pi.snov.io', 'https://api.snov.io'],
    ['*.api.snov.io', 'https://api.snov.io'],
    ['api.snov.io.example', 'https://api.snov.io'],
    ['10.0.0.0/8', 'http://127.0.0.1:8787'],
    ['127.0.0.0/99', 'http://127.0.0.1:8787'],
    ['0.0.1', 'http://127.0.0.1:8787'],
    ['::/0', 'http://127.0.0.1:8787'],
  ])('%s does not leave out %s', (noProxy, origin) => expect(direct(noProxy, origin)).toBe(false));
});

test('https falls back on the proxy of http, and never the other way round', () => {
  expect(proxyFor('https://api.snov.io', { httpProxy: 'http://p:1' })).toBe('http://p:1');
  expect(proxyFor('http://127.0.0.1:1', { httpsProxy: 'http://p:1' })).toBeUndefined();
});
