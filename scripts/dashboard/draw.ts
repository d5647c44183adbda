import { escaped } from '../../src/http/html-page.ts';
import type { Filled } from './panels.ts';
import { type Plot, plotOf } from './plot.ts';
import { COLOURS, round, SERIES_COLOURS } from './svg.ts';
import { format } from './units.ts';

const WIDTH = 1200;
const COLUMNS = 24;
const ROW = 28;
const GAP = 6;
const HEAD = 34;
/** Of a letter of the legend, on the average. */
const LETTER = 6.6;
const LEGEND_LINE = 15;

/**
 * Draws a dashboard on Grafana's grid: its numbers, lines, titles, legends, units and thresholds.
 * @param from seconds since 1970, where the time begins; `to`: where it ends
 * @returns an SVG file, with a light background of its own
 */
export function pictureOf(title: string, panels: readonly Filled[], from: number, to: number): string {
  const rows = Math.max(...panels.map(({ panel: { gridPos } }) => gridPos.y + gridPos.h));
  const height = HEAD + rows * ROW + GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(title)}: ${escaped(panels.map(({ panel }) => panel.title).join('; '))}</title>
<style>
text { font: 11px Inter, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; fill: #52545c; }
.title { font-size: 13px; font-weight: 500; fill: #24292e; }
.value { font-size: 34px; font-weight: 500; }
.on { fill: #fff; }
.panel { fill: #fff; stroke: #e1e3e6; }
.grid { stroke: #ececee; }
.line { fill: none; stroke-width: 1.3; stroke-linejoin: round; }
</style>
<rect width="${WIDTH}" height="${height}" fill="#f4f5f5"/>
<text x="${GAP + 6}" y="22" class="title">${escaped(title)}</text>
${panels.map(filled => panelOf(filled, from, to)).join('\n')}
</svg>
`;
}

function panelOf({ panel, series }: Filled, from: number, to: number): string {
  const { x, y, w, h } = panel.gridPos;
  const cell = (WIDTH - GAP) / COLUMNS;
  const [width, height] = [w * cell - GAP, h * ROW - GAP];
  const inside =
    panel.type === 'stat'
      ? statOf({ panel, series }, width, height)
      : graphOf({ panel, series }, { width, height, from, to });
  return `<g transform="translate(${GAP + x * cell} ${HEAD + y * ROW})">
<rect class="panel" width="${width}" height="${height}" rx="2"/>
${inside}
</g>`;
}

function statOf({ panel, series }: Filled, width: number, height: number): string {
  const { unit, decimals, thresholds, mappings = [] } = panel.fieldConfig.defaults;
  const [, value] = series[0]?.points.at(-1) ?? [];
  const steps = thresholds?.steps ?? [];
  const colour =
    value === undefined ? undefined : steps.findLast(step => value >= (step.value ?? -Infinity))?.color;
  const mapped = mappings.map(({ options }) => options[String(value)]?.text).find(Boolean);
  const text = value === undefined ? 'No data' : (mapped ?? format(unit, value, decimals));
  const fill =
    colour === undefined
      ? ''
      : `<rect width="${width}" height="${height}" rx="2" fill="${COLOURS[colour]}"/>\n`;
  const on = colour === undefined ? '' : ' on';
  return `${fill}<text x="10" y="20" class="title${on}">${escaped(panel.title)}</text>
<text x="${width / 2}" y="${height / 2 + 20}" text-anchor="middle" class="value${on}">${escaped(text)}</text>`;
}

function graphOf(
  { panel, series }: Filled,
  { width, height, from, to }: Omit<Plot, 'top' | 'bottom'>,
): string {
  const title = `<text x="10" y="20" class="title">${escaped(panel.title)}</text>`;
  if (series.length === 0)
    return `${title}\n<text x="${width / 2}" y="${height / 2 + 10}" text-anchor="middle">No data</text>`;
  const { lines, drawn } = legendOf(
    series.map(({ name }) => name),
    width,
    height,
  );
  const bottom = height - 22 - lines * LEGEND_LINE;
  return `${title}\n${plotOf({ panel, series }, { width, height, from, to, top: 34, bottom })}\n${drawn}`;
}

/** The names of the series below the graph, in as many lines as they take. */
function legendOf(names: readonly string[], width: number, height: number): { lines: number; drawn: string } {
  let [x, line] = [10, 0];
  const places = names.map(name => {
    const length = 22 + name.length * LETTER;
    if (x > 10 && x + length > width - 6) [x, line] = [10, line + 1];
    const place = { name, x, line };
    x += length;
    return place;
  });
  const lines = line + 1;
  const drawn = places.map(({ name, x, line }, i) => {
    const y = height - 8 - (lines - 1 - line) * LEGEND_LINE;
    const colour = SERIES_COLOURS[i % SERIES_COLOURS.length];
    return `<rect x="${round(x)}" y="${y - 5}" width="10" height="3" rx="1" fill="${colour}"/><text x="${round(x + 14)}" y="${y}">${escaped(name)}</text>`;
  });
  return { lines, drawn: drawn.join('\n') };
}
