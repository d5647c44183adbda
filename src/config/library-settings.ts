import type { ProxySettings } from '../snovio/transport/proxy-settings.ts';
import { type CamelCase, camelCase } from '../text/camel-case.ts';
import { nearest } from '../text/nearest.ts';
import { ConfigError } from './config-error.ts';
import { type Config, readConfig, SETTINGS } from './settings.ts';

type Key = keyof typeof SETTINGS;
type NameOf<E extends string> = E extends `SNOVIO_${infer Rest}` ? CamelCase<Lowercase<Rest>> : never;

/**
 * The settings of the README's table, by the names of their variables in camelCase: `SNOVIO_MAX_CREDITS_PER_DAY` is
 * `maxCreditsPerDay`. Lists are arrays, switches booleans. What you leave out has the table's default. Those of the HTTP
 * server are not among them.
 */
export type Settings = {
  readonly [K in Key as Exclude<
    NameOf<(typeof SETTINGS)[K]['env']>,
    `http${string}` | `vault${string}`
  >]?: Config[K];
} & {
  /** The proxy for all requests, or one for each scheme. The environment's proxies are not obeyed. */
  readonly proxy?: string | ProxySettings;
};

/** The variables by the names that the library has for them. */
const VARIABLES = new Map(
  Object.values(SETTINGS)
    .filter(({ env }) => !/^SNOVIO_(?:HTTP_|VAULT_)/.test(env))
    .map(({ env }) => [nameOf(env), env]),
);

/**
 * Checks settings as if they came from environment variables, so that both have the same rules and defaults.
 * @throws ConfigError that names every wrong or unknown setting
 */
export function configOf({ proxy, ...settings }: Settings): Config {
  const unknown = Object.keys(settings).filter(name => !VARIABLES.has(name));
  const given = Object.entries(settings).map(([name, value]) => [VARIABLES.get(name), textOf(value)]);
  const problems = unknown.map(wordsFor);
  try {
    const config = readConfig({}, { ...Object.fromEntries(given), ...variablesOf(proxy) });
    if (problems.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems.map(inTheLibrary));
  }
  const [first = '', ...others] = problems;
  throw new ConfigError(first, ...others);
}

function nameOf(variable: string): string {
  return camelCase(variable.replace(/^SNOVIO_/, '').toLowerCase());
}

function wordsFor(name: string): string {
  const meant = nearest(name, [...VARIABLES.keys(), 'proxy']);
  return `${name}: there is no such setting.${meant ? ` Did you mean ${meant}?` : ''}`;
}

/** A problem of a variable as that of a setting. */
function inTheLibrary(problem: string): string {
  return problem
    .replace(/(Example: \w+)=/, '$1: ')
    .replace(/HTTPS?_PROXY/g, 'proxy')
    .replace(/SNOVIO_\w+/g, nameOf);
}

function variablesOf(proxy: Settings['proxy']): Record<string, string | undefined> {
  const { httpProxy, httpsProxy, noProxy }: ProxySettings =
    typeof proxy === 'string' ? { httpProxy: proxy, httpsProxy: proxy } : (proxy ?? {});
  return { HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy, NO_PROXY: noProxy };
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}
