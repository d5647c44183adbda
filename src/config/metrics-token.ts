import { type Config, SETTINGS } from './settings.ts';

/** Whoever collects figures shall do nothing else. */
export function metricsTokenProblems({
  metricsToken,
  httpTokens,
}: Pick<Config, 'metricsToken' | 'httpTokens'>): string[] {
  if (metricsToken === undefined || !httpTokens.includes(metricsToken)) return [];
  const { env, example } = SETTINGS.metricsToken;
  return [
    `${env}: this token is one of SNOVIO_HTTP_TOKENS, and whoever collects figures could spend credits with it. Example: ${env}=${example}`,
  ];
}
