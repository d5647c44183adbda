import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import dashboard from '../../deploy/grafana.json' with { type: 'json' };
import { pictureOf } from './draw.ts';
import type { Filled, Panel, Series, Target } from './panels.ts';

// Renews docs/images/dashboard.svg: draws deploy/grafana.json with what a Prometheus answers to its expressions.
//
//   node scripts/dashboard/picture.ts http://127.0.0.1:9090 [minutes]
//
// load.ts beside it gives a Prometheus something to answer.

/** Grafana asks for at most as many points as a panel has pixels. */
const POINTS = 150;
/** What Grafana makes of a scrape interval of 15 s. */
const RATE_INTERVAL = '1m';

const [url = 'http://127.0.0.1:9090', minutes = '15'] = process.argv.slice(2);
const to = Math.floor(Date.now() / 1000);
const from = to - Number(minutes) * 60;

interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: [number, string];
  readonly values?: [number, string][];
}

async function ask<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { status, data, error } = (await response.json()) as { status: string; data: T; error?: string };
  if (status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${error}`);
  return data;
}

/** The jobs among which one chooses, all of them: Grafana does not escape what are mere words. */
const jobs = await ask<string[]>('label/job/values', { 'match[]': 'snovio_mcp_info' });

/** The series of a target, in Prometheus' order. */
async function seriesOf({ expr, legendFormat, instant }: Target): Promise<Series[]> {
  const query = expr.replaceAll('$job', `(${jobs.join('|')})`).replaceAll('$__rate_interval', RATE_INTERVAL);
  const step = Math.ceil((to - from) / POINTS);
  const { result } = instant
    ? await ask<{ result: Result[] }>('query', { query, time: String(to) })
    : await ask<{ result: Result[] }>('query_range', {
        query,
        start: String(from),
        end: String(to),
        step: String(step),
      });
  return result.map(({ metric, value, values = value ? [value] : [] }) => ({
    name: legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
    points: values.map(([at, text]) => [at, Number(text)]),
  }));
}

async function filled(panel: Panel): Promise<Filled> {
  return { panel, series: (await Promise.all(panel.targets.map(seriesOf))).flat() };
}

const panels = await Promise.all((dashboard.panels as readonly Panel[]).map(filled));
const target = join(import.meta.dirname, '../../docs/images/dashboard.svg');
writeFileSync(target, pictureOf(dashboard.title, panels, from, to));
