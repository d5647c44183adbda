import { type Declared, declaredMetrics } from '../docs/metrics.ts';

const metrics = new Map(declaredMetrics().map(metric => [metric.name, metric]));

export const metricNames = [...metrics.keys()];

/** The series of the server that an expression reads, each once. */
export const seriesIn = (expression: string): string[] => [
  ...new Set([...expression.matchAll(/\b((?:snovio_mcp|process|nodejs)_\w+)/g)].map(([, name = '']) => name)),
];

/** The metric that a series belongs to: a histogram has several. */
export function metricOf(series: string): Declared | undefined {
  const own = metrics.get(series);
  if (own) return own;
  const histogram = metrics.get(series.replace(/_(bucket|sum|count)$/, ''));
  return histogram?.buckets ? histogram : undefined;
}
