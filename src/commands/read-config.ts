import { placeholders } from '../config/credentials.ts';
import { type Config, type Flags, readConfig } from '../config/settings.ts';
import { unknownVariables } from '../config/unknown-variables.ts';
import { createLog, type LogLevel } from '../log.ts';

/**
 * Reads the configuration, and says on stderr which variables look like settings and are none, and which
 * credentials are placeholders. Also where it is wrong: a
 * misspelt variable is why another one is missing.
 * @throws ConfigError
 */
export function readConfigAloud(flags: Flags): Config {
  let level: LogLevel = 'warn';
  const lines = unknownVariables();
  try {
    const config = readConfig(flags);
    level = config.logLevel;
    if (!config.sandbox) lines.push(...placeholders(config));
    return config;
  } finally {
    const log = createLog(level);
    for (const line of lines) log.warn(line);
  }
}
