import {
  type Config,
  ConfigError,
  type Environment,
  SETTINGS,
  usualWindowMs,
} from '../../../config/settings.ts';
import { unknownVariables } from '../../../config/unknown-variables.ts';
import { CREDENTIALS_PAGE } from '../credentials-page.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

/**
 * Reads the configuration.
 * @param env where variables are looked for that are none of this program's
 * @returns the configuration, undefined where it is wrong, and a finding for each wrong value and each such variable
 */
export function checkConfiguration(
  readConfig: () => Config,
  env: Environment = {},
): { config?: Config; findings: Finding[] } {
  const strays = unknownVariables(env).map(text =>
    warn('configuration', text, 'Correct its name, or unset it.'),
  );
  try {
    const config = readConfig();
    const target = config.sandbox ? 'the embedded sandbox' : config.apiUrl;
    const names = changedSettings(config).join(', ') || 'nothing';
    return { config, findings: [ok('configuration', `${target}; set: ${names}`), ...strays] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const wrong = error.problems.map(problem => fail('configuration', problem, remedyOf(problem)));
    return { findings: [...wrong, ...strays] };
  }
}

function remedyOf(problem: string): string {
  if (!problem.startsWith('SNOVIO_CLIENT_')) return 'Correct this variable or flag.';
  return `Set it to the bare value, where the host can see it. ${CREDENTIALS_PAGE}`;
}

/** The environment variables of the settings that differ from their defaults. Names only: values may be secrets. */
export function changedSettings(config: Config): string[] {
  return Object.entries(SETTINGS).flatMap(([key, { env, schema }]) => {
    const fallback = key === 'rateWindowMs' ? usualWindowMs(config) : schema.safeParse(undefined).data;
    return JSON.stringify(Reflect.get(config, key)) === JSON.stringify(fallback) ? [] : [env];
  });
}
