import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { read } from '../docs/pages.ts';
import { alerts } from './alerts.ts';
import { metricOf, seriesIn } from './series.ts';

const prometheus = parse(read('deploy/prometheus.yaml'));

test.each(alerts)(
  '$alert reads what the server gives, and says what to do',
  ({ expr, labels, annotations }) => {
    for (const series of seriesIn(expr)) expect(metricOf(series), series).toBeDefined();
    const known = seriesIn(expr).map(series => metricOf(series)?.labelNames ?? []);
    const selected = [...expr.matchAll(/[{,] ?(\w+)(?:=|!=|=~)"/g)].map(([, name = '']) => name);
    expect(known.length + Number(/\bup\b/.test(expr))).toBe(1);
    for (const label of selected) expect(['job', ...known.flat()]).toContain(label);
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/^\p{Lu}.{15,}\.$/u);
  },
);

test('are loaded by our Prometheus, and know its job', () => {
  expect(prometheus.rule_files).toEqual(['alerts.yaml']);
  const jobs = alerts.flatMap(({ expr }) => [...expr.matchAll(/\bjob="([^"]+)"/g)].map(([, job]) => job));
  expect(new Set(jobs)).toEqual(new Set([prometheus.scrape_configs[0].job_name]));
});

test('all fire on the bad day that promtool is given', () => {
  const fired = read('test/deploy/alerts.promtool.yaml').matchAll(/\{alertname="(\w+)"/g);
  expect(new Set([...fired].map(([, name]) => name))).toEqual(new Set(alerts.map(({ alert }) => alert)));
});
