import { Registry } from 'prom-client';
import type { Sources } from '../../src/http/metrics/gauges.ts';
import { createMetrics } from '../../src/http/metrics/metrics.ts';

/** What a registry knows of a metric besides what its types say. */
interface Declared {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/** Every metric of our own, with labels and meaning. */
export function metricRows(): string[][] {
  const registry = new Registry();
  // Only declared, and never read. A store with connections has all that there are.
  const accounts = { config: {}, store: { connections: () => undefined } } as unknown as Sources['accounts'];
  createMetrics([], registry).measure({ accounts } as Sources);
  const all = registry.getMetricsAsArray() as unknown as readonly Declared[];
  return all
    .filter(({ name }) => name.startsWith('snovio_mcp_'))
    .map(({ name, help, labelNames = [] }) => [
      `\`${name}\``,
      labelNames.map(label => `\`${label}\``).join(', ') || '–',
      help.replace(/\.$/, ''),
    ]);
}
