import { describe, expect, test } from 'vitest';
import dashboard from '../../deploy/grafana.json' with { type: 'json' };
import { declaredMetrics } from '../docs/metrics.ts';
import { read } from '../docs/pages.ts';

const { panels } = dashboard;
const metrics = new Map(declaredMetrics().map(metric => [metric.name, metric]));
/** Labels that Prometheus adds. */
const ADDED = ['job', 'instance'];

const SERIES = /\b((?:snovio_mcp|process|nodejs)_\w+)/g;
const seriesIn = (expression: string) => [...expression.matchAll(SERIES)].map(([, name = '']) => name);

/** The metric that a series belongs to: a histogram has several. */
function metricOf(series: string) {
  const own = metrics.get(series);
  if (own) return own;
  const histogram = metrics.get(series.replace(/_(bucket|sum|count)$/, ''));
  return histogram?.buckets ? histogram : undefined;
}

const targets = panels.flatMap(({ title, targets }) => targets.map(target => ({ title, ...target })));

describe('the dashboard', () => {
  test.each(targets)('$title: $expr reads what the server gives', ({ expr, legendFormat }) => {
    const [series = '', ...more] = seriesIn(expr);
    expect(more).toEqual([]);
    const metric = metricOf(series);
    expect(metric, series).toBeDefined();
    const known = [...(metric?.labelNames ?? []), ...ADDED, ...(metric?.buckets ? ['le'] : [])];
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/, ?/));
    const selected = [...expr.matchAll(/[{,] ?(\w+)(?:=|!=|=~)"/g)].map(([, name = '']) => name);
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
    expect(selected).toContain('job');
    for (const label of [...grouped, ...selected, ...shown]) expect(known, label).toContain(label);
    // What is shown of a sum has to be left in it.
    if (/\b(sum|max|min|count)\b/.test(expr)) for (const label of shown) expect(grouped).toContain(label);
    // A counter starts at 0 with each process: only its growth means something.
    if (/_(total|bucket)$/.test(series)) expect(expr).toMatch(/\b(rate|increase)\(/);
    expect(expr.split('(').length).toBe(expr.split(')').length);
  });

  test('shows every figure of our own', () => {
    const shown = targets.flatMap(({ expr }) => seriesIn(expr)).map(series => metricOf(series)?.name);
    const own = [...metrics.keys()].filter(name => name.startsWith('snovio_mcp_'));
    // How many accounts there are is in the slots.
    expect(own.filter(name => !shown.includes(name))).toEqual(['snovio_mcp_accounts']);
  });

  test('has panels that do not overlap, with ids of their own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});

test('the alerts of the page read what the server gives', () => {
  const alerts = [...read('docs/monitoring.md').matchAll(/^- `([^`]+)`/gm)].map(
    ([, expression = '']) => expression,
  );
  const named = alerts.flatMap(seriesIn);
  expect(named.length).toBeGreaterThan(4);
  for (const series of named) expect(metricOf(series), series).toBeDefined();
});
