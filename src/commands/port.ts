import { ConfigError } from '../config/settings.ts';

/** The port that a flag names, or `fallback` without a flag. @throws ConfigError if it is not a port */
export function portOf(flag: string | boolean | undefined, fallback: number): number {
  const port = flag === undefined ? fallback : Number(flag);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigError(
    `--port: ${JSON.stringify(flag)} is not a port from 0 to 65535. Example: --port ${fallback}`,
  );
}
