import { type Config, ConfigError, SETTINGS } from '../../../config/settings.ts';
import { type Finding, fail, ok } from '../finding.ts';

/**
 * Reads the configuration.
 * @returns the configuration, undefined where it is wrong, and the finding
 */
export function checkConfiguration(readConfig: () => Config): { config?: Config; finding: Finding } {
  try {
    const config = readConfig();
    const target = config.sandbox ? 'the embedded sandbox' : config.apiUrl;
    const names = changedSettings(config).join(', ') || 'nothing';
    return { config, finding: ok('configuration', `${target}; set: ${names}`) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { finding: fail('configuration', error.message, 'Correct this variable or flag.') };
  }
}

/** The environment variables of the settings that differ from their defaults. Names only: values may be secrets. */
export function changedSettings(config: Config): string[] {
  return Object.entries(SETTINGS).flatMap(([key, { env, schema }]) => {
    const fallback = schema.safeParse(undefined).data;
    return JSON.stringify(Reflect.get(config, key)) === JSON.stringify(fallback) ? [] : [env];
  });
}
