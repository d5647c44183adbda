import { Registry } from 'prom-client';
import type { Sources } from '../../src/http/metrics/gauges.ts';
import { createMetrics } from '../../src/http/metrics/metrics.ts';

/** What a registry knows of a metric besides what its types say. */
export interface Declared {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly buckets?: readonly number[];
}

/** Every metric that a server can give. */
export function declaredMetrics(): readonly Declared[] {
  const registry = new Registry();
  // Only declared, and never read. A store with connections has all that there are.
  const accounts = { config: {}, store: { connections: () => undefined } } as unknown as Sources['accounts'];
  createMetrics([], registry).measure({ accounts } as Sources);
  return registry.getMetricsAsArray() as unknown as readonly Declared[];
}

/** Every metric of our own, with labels and meaning. */
export function metricRows(): string[][] {
  return declaredMetrics()
    .filter(({ name }) => name.startsWith('snovio_mcp_'))
    .map(({ name, help, labelNames = [] }) => [
      `\`${name}\``,
      labelNames.map(label => `\`${label}\``).join(', ') || '–',
      help.replace(/\.$/, ''),
    ]);
}
