import { type Config, readConfig, SETTINGS } from './settings.ts';

/**
 * The settings of the README's table, by names such as `clientId`, `maxCreditsPerCall` and `toolsets`. Lists are arrays,
 * switches booleans. What you leave out has the table's default; only `proxy` has none, since the library does not read
 * the environment's proxy variables.
 */
export type Settings = { readonly [K in keyof typeof SETTINGS]?: Config[K] } & Pick<Config, 'proxy'>;

/**
 * Checks settings as if they came from environment variables, so that both have the same rules and defaults.
 * @throws ConfigError on the first wrong value
 */
export function configOf({ proxy, ...settings }: Settings): Config {
  const entries = Object.entries(SETTINGS).map(([key, { env }]) => [env, textOf(Reflect.get(settings, key))]);
  const config = readConfig({}, Object.fromEntries(entries));
  return { ...config, ...(proxy && { proxy }) };
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join(',') : String(value);
}
