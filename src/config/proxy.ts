import type { ProxySettings } from '../snovio/transport/proxy-settings.ts';
import type { Environment } from './platform.ts';

const EXAMPLE = 'http://proxy.example:3128';
/** What a proxy may speak. curl's `socks5h` lets the proxy resolve names, which is what is done here in any case. */
const SCHEMES: Readonly<Record<string, string>> = {
  'http:': 'http:',
  'https:': 'https:',
  'socks5:': 'socks5:',
  'socks5h:': 'socks5:',
};

/**
 * Reads the environment's proxies as curl does: small letters first, without a scheme `http://`, and `ALL_PROXY` where the
 * scheme has none of its own.
 * @returns the problems as lines that show no value, since it may hold a password
 */
export function readProxy(env: Environment): { proxy?: ProxySettings; problems: string[] } {
  const [http, https, all] = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].map(name => readUrl(env, name));
  const httpProxy = http ?? all;
  const httpsProxy = https ?? all;
  const used = [...new Set([httpProxy, httpsProxy])].filter(one => one !== undefined);
  const problems = used.flatMap(({ problem }) => problem ?? []);
  if (used.length === 0 || problems.length > 0) return { problems };
  const noProxy = pick(env, 'NO_PROXY')?.value;
  return {
    problems,
    proxy: {
      ...(httpProxy?.url && { httpProxy: httpProxy.url }),
      ...(httpsProxy?.url && { httpsProxy: httpsProxy.url }),
      ...(noProxy && { noProxy }),
    },
  };
}

/** The variable that is set, in small letters first. */
function pick(env: Environment, name: string): { name: string; value: string } | undefined {
  return [name.toLowerCase(), name]
    .map(spelt => ({ name: spelt, value: env[spelt]?.trim() ?? '' }))
    .find(({ value }) => value !== '');
}

function readUrl(env: Environment, variable: string): { url?: string; problem?: string } | undefined {
  const found = pick(env, variable);
  if (!found) return undefined;
  const url = proxyUrl(found.value);
  if (url) return { url };
  const schemes = 'http, https or socks5';
  return {
    problem: `${found.name}: its value is no address of a proxy (${schemes}). Example: ${found.name}=${EXAMPLE}`,
  };
}

/** The URL of a proxy, without a path; undefined for what is none. */
export function proxyUrl(value: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  const scheme = url && SCHEMES[url.protocol];
  if (!url?.hostname || !scheme) return undefined;
  const user = url.username && `${url.username}${url.password && `:${url.password}`}@`;
  return `${scheme}//${user}${url.host}`;
}
