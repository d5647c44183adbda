import type { z } from 'zod';
import type { ProxySettings } from '../snovio/transport/proxy-settings.ts';
import { ConfigError } from './config-error.ts';
import { credentialProblems } from './credentials.ts';
import { SETTINGS, SHORTEST_WINDOW_MS } from './declarations.ts';
import { defaultStateDir, type Environment, environment } from './platform.ts';
import { readProxy } from './proxy.ts';
import type { Setting } from './setting.ts';

export { ConfigError } from './config-error.ts';
export { DEFAULT_HTTP_WAIT_SECONDS, DEFAULT_WAIT_SECONDS, SETTINGS } from './declarations.ts';
export { DEFAULT_DRAIN_SECONDS } from './http-declarations.ts';
export { defaultStateDir, type Environment, environment } from './platform.ts';

type Settings = typeof SETTINGS;

/** The checked configuration of a process. */
export type Config = { [K in keyof Settings]: z.output<Settings[K]['schema']> } & {
  /** From `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower case. */
  readonly proxy?: ProxySettings;
};

/** The flags of the command line by name; a switch is `true`. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Reads each setting from its flag, else its environment variable, else takes the default.
 * @throws ConfigError that holds every wrong value
 */
export function readConfig(flags: Flags = {}, env: Environment = environment()): Config {
  const { config, problems } = readPartly(flags, env);
  const [first, ...others] = problems;
  if (first !== undefined) throw new ConfigError(first, ...others);
  return config as Config;
}

/** The same, with what is wrong: a setting with a wrong value is missing. */
export function readPartly(
  flags: Flags = {},
  env: Environment = environment(),
): { config: Partial<Config>; problems: string[] } {
  const read = Object.entries(SETTINGS).map(
    ([key, setting]) => [key, readSetting(setting, flags, env)] as const,
  );
  const config = Object.fromEntries(read.map(([key, { value }]) => [key, value])) as Partial<Config>;
  const { proxy, problems: wrongProxies } = readProxy(env);
  const problems = [
    ...read.flatMap(([, { problem }]) => problem ?? []),
    // The sandbox needs neither, so what is wrong with them is no reason not to start it.
    ...(config.sandbox ? [] : [...credentialProblems(config), ...wrongProxies]),
  ];
  const isGiven = read.some(([key, each]) => key === 'rateWindowMs' && each.isGiven);
  return {
    config: { ...config, ...(!isGiven && { rateWindowMs: usualWindowMs(config) }), ...(proxy && { proxy }) },
    problems,
  };
}

/** The rate window where none is given: in the embedded sandbox it passes as fast as all else. */
export function usualWindowMs({ sandbox, sandboxSpeed = 1 }: Partial<Config>): number {
  return fasterWindow(sandbox ? sandboxSpeed : 1);
}

/** The minute that Snov.io's rate limit counts in, so many times faster than life, in milliseconds. */
export function fasterWindow(speed: number): number {
  return Math.max(SHORTEST_WINDOW_MS, Math.round(60_000 / speed));
}

function readSetting(
  setting: Setting<z.ZodType>,
  flags: Flags,
  env: Environment,
): { value?: unknown; problem?: string; isGiven: boolean } {
  const flag = setting.flag === undefined ? undefined : flags[setting.flag];
  // Blanks and line ends around a value come with it from files and clipboards; no setting begins or ends with one.
  const given = String(flag ?? env[setting.env] ?? '');
  // What is nothing but blanks was meant to be something: a list of tokens that has become empty would let everybody in.
  const raw = given.trim() || given;
  // Hosts with a form write an empty value for a field that the user left empty.
  const value = raw === '' ? undefined : raw;
  const result = setting.schema.safeParse(value);
  const isGiven = value !== undefined;
  if (result.success) return { value: result.data, isGiven };
  const name = flag === undefined ? setting.env : `--${setting.flag}`;
  const shown = setting.secret ? 'its value' : JSON.stringify(withoutPassword(raw));
  const example =
    flag === undefined ? `${setting.env}=${setting.example}` : `--${setting.flag} ${setting.example}`;
  return { problem: `${name}: ${shown} ${result.error.issues[0]?.message}. Example: ${example}`, isGiven };
}

/** A URL's user and password are not repeated. */
function withoutPassword(value: string): string {
  return value.replace(/\/\/[^/@\s]*@/, '//…@');
}

/** The folder of the ledger and the shared pace; `:memory:` keeps nothing. */
export function stateDirOf({ stateDir, sandbox }: Pick<Config, 'stateDir' | 'sandbox'>): string {
  return stateDir ?? (sandbox ? ':memory:' : defaultStateDir());
}
