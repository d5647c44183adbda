import { drawn, element } from './elements.ts';

/** A column of a plot, such as a day. */
export interface Column {
  /** What stands below it, and in front of its number, such as `27 Nov 2026`. */
  readonly label: string;
  readonly value: number;
  /** The number in words of the reader, such as `1,200`. */
  readonly told: string;
}

/** How much of a column's place it fills. */
const FILLED = 0.7;

/**
 * Columns side by side, with the first and the last label below and the largest number above. The same numbers stand in a
 * table for screen readers, without the columns that are 0.
 * @param name what the plot shows
 * @param heads what a column stands for, and what its number is
 */
export function columnPlot(
  name: string,
  columns: readonly Column[],
  heads: readonly [column: string, number: string],
): HTMLElement {
  const most = Math.max(0, ...columns.map(({ value }) => value));
  const highest = columns.find(({ value }) => value === most);
  return element(
    'figure',
    { class: 'plot' },
    drawing(columns, most),
    element('span', { class: 'most quiet', 'aria-hidden': 'true' }, most > 0 ? highest?.told : undefined),
    axis(columns),
    element('div', { class: 'unseen' }, tableOf(name, columns, heads)),
  );
}

function drawing(columns: readonly Column[], most: number): SVGSVGElement {
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)}%`;
  const bars = columns.map(({ label, value, told }, index) => {
    if (!(value > 0)) return undefined;
    // One of a thousand is seen, too.
    const height = Math.max(0.03, value / most);
    const place = {
      x: share(index + (1 - FILLED) / 2, columns.length),
      width: share(FILLED, columns.length),
      y: share(1 - height, 1),
      height: share(height, 1),
      rx: 2,
    };
    return drawn('rect', { ...place, class: 'bar' }, drawn('title', {}, `${label}: ${told}`));
  });
  return drawn('svg', { class: 'columns', 'aria-hidden': 'true' }, ...bars);
}

function axis(columns: readonly Column[]): HTMLElement {
  const ends = columns.length > 1 ? [columns[0], columns.at(-1)] : [columns[0]];
  const labels = ends.map(end => element('span', {}, end?.label));
  return element('div', { class: 'axis quiet', 'aria-hidden': 'true' }, ...labels);
}

function tableOf(name: string, columns: readonly Column[], heads: readonly string[]): HTMLElement {
  const rows = columns
    .filter(({ value }) => value !== 0)
    .map(({ label, told }) =>
      element('tr', {}, element('th', { scope: 'row' }, label), element('td', {}, told)),
    );
  return element(
    'table',
    {},
    element('caption', {}, name),
    element('thead', {}, element('tr', {}, ...heads.map(head => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, ...rows),
  );
}
