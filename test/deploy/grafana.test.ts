import { describe, expect, test } from 'vitest';
import dashboard from '../../deploy/grafana.json' with { type: 'json' };
import { metricNames, metricOf, seriesIn } from './series.ts';

const { panels } = dashboard;
/** Labels that Prometheus adds. */
const ADDED = ['job', 'instance'];

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
    const own = metricNames.filter(name => name.startsWith('snovio_mcp_'));
    // How many accounts there are is in the slots.
    expect(own.filter(name => !shown.includes(name))).toEqual(['snovio_mcp_accounts']);
  });

  test('has numbers that are of now, in colours of their own', () => {
    for (const { title, type, targets, fieldConfig } of panels.filter(({ type }) => type === 'stat')) {
      // The last value of a range would stay when nobody gives one any more.
      expect(targets, `${type} ${title}`).toMatchObject([{ instant: true }]);
      // Without steps, Grafana paints everything from 80 on red.
      expect(fieldConfig.defaults.thresholds?.steps[0], title).toMatchObject({ value: null });
    }
  });

  test('shows the chosen jobs only, also when all are chosen', () => {
    const [, job] = dashboard.templating.list;
    expect(job).toMatchObject({ name: 'job', query: { query: 'label_values(snovio_mcp_info, job)' } });
    // With one, the figures of every program that is watched would be shown.
    expect(job).not.toHaveProperty('allValue');
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
