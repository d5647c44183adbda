import type { Config } from '../../config/settings.ts';
import type { Tool } from '../../tool.ts';
import type { Metrics } from './metrics.ts';

/** The figures of a process, where somebody wants them; otherwise nothing is loaded and nothing counted. */
export async function openMetrics(
  { metrics, metricsToken }: Pick<Config, 'metrics' | 'metricsToken'>,
  tools: readonly Tool[],
): Promise<Metrics | undefined> {
  if (!metrics && metricsToken === undefined) return undefined;
  const { createMetrics } = await import('./metrics.ts');
  return createMetrics(tools);
}
