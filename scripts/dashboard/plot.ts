import { escaped } from '../../src/http/html-page.ts';
import type { Filled, Series } from './panels.ts';
import { round, SERIES_COLOURS } from './svg.ts';
import { format, ticks } from './units.ts';

/** Where a graph is, in pixels of its panel, and the time that it is about, in seconds since 1970. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly to: number;
}

const LEFT = 52;
const RIGHT = 12;
/** Between two marks on the time's axis. */
const MARK_SECONDS = 180;

/** A point of a line, in pixels, and where its area ends below. */
type Point = readonly [x: number, y: number, base: number];

/** Draws axes and lines. */
export function plotOf({ panel, series }: Filled, plot: Plot): string {
  const { unit, max, custom } = panel.fieldConfig.defaults;
  const stacked = custom?.stacking?.mode === 'normal';
  const lines = stacked
    ? stackedOn(series)
    : series.map(({ points }) => points.map(([at, value]) => ({ at, value, base: 0 })));
  const values = lines.flat().map(({ value }) => value);
  const marks = ticks(unit, max ?? Math.max(0, ...values.filter(Number.isFinite)));
  const highest = marks.at(-1) ?? 1;
  const y = (value: number) => round(plot.bottom - (value / highest) * (plot.bottom - plot.top));
  const x = (at: number) =>
    round(LEFT + ((at - plot.from) / (plot.to - plot.from)) * (plot.width - LEFT - RIGHT));
  const opacity = (custom?.fillOpacity ?? 0) / 100;
  return [
    ...marks.map(value => horizontal(y(value), format(unit, value), plot.width)),
    ...timeMarks(plot).map(at => vertical(x(at), timeOf(at), plot)),
    ...lines.map((line, i) => {
      const points = line.map(({ at, value, base }): Point => [x(at), y(value), y(base)]);
      return partsOf(points).map(part =>
        pathOf(part, SERIES_COLOURS[i % SERIES_COLOURS.length] ?? '', opacity),
      );
    }),
  ]
    .flat()
    .join('\n');
}

/** Each series on top of those before it. */
function stackedOn(series: readonly Series[]): { at: number; value: number; base: number }[][] {
  const sums = new Map<number, number>();
  return series.map(({ points }) =>
    points.map(([at, own]) => {
      const base = sums.get(at) ?? 0;
      sums.set(at, base + (own || 0));
      return { at, value: base + own, base };
    }),
  );
}

/** The parts of a line between values that are missing. */
function partsOf(points: readonly Point[]): Point[][] {
  const widest = 1.5 * Math.min(...points.slice(1).map(([x], i) => x - (points[i]?.[0] ?? 0)));
  const parts: Point[][] = [[]];
  for (const point of points) {
    const before = parts.at(-1)?.at(-1);
    if (!Number.isFinite(point[1]) || (before && point[0] - before[0] > widest)) parts.push([]);
    if (Number.isFinite(point[1])) parts.at(-1)?.push(point);
  }
  return parts.filter(part => part.length > 0);
}

function pathOf(part: readonly Point[], colour: string, opacity: number): string {
  const [[x, y] = [0, 0]] = part;
  if (part.length === 1) return `<circle cx="${x}" cy="${y}" r="1.5" fill="${colour}"/>`;
  const line = along(part.map(([x, y]) => [x, y]));
  const back = along(part.map(([x, , base]): [number, number] => [x, base]).reverse());
  const area = opacity > 0 ? `<path d="M${line}L${back}Z" fill="${colour}" fill-opacity="${opacity}"/>` : '';
  return `${area}<path class="line" d="M${line}" stroke="${colour}"/>`;
}

/** The corners of a line, without those in the middle of what is level. */
function along(points: readonly (readonly [number, number])[]): string {
  const corners = points.filter(([, y], i) => y !== points[i - 1]?.[1] || y !== points[i + 1]?.[1]);
  return corners.map(([x, y]) => `${x} ${y}`).join('L');
}

function horizontal(y: number, text: string, width: number): string {
  return `<path class="grid" d="M${LEFT} ${y}H${width - RIGHT}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${escaped(text)}</text>`;
}

function vertical(x: number, text: string, { top, bottom }: Plot): string {
  return `<path class="grid" d="M${x} ${top}V${bottom}"/><text x="${x}" y="${bottom + 14}" text-anchor="middle">${text}</text>`;
}

function timeMarks({ from, to }: Plot): number[] {
  const first = Math.ceil(from / MARK_SECONDS);
  const last = Math.floor((to - 30) / MARK_SECONDS);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * MARK_SECONDS);
}

function timeOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(11, 16);
}
