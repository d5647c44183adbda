import { expect, test } from 'vitest';
import dashboard from '../../deploy/grafana.json' with { type: 'json' };
import { pictureOf } from '../../scripts/dashboard/draw.ts';
import type { Filled, Panel, Series } from '../../scripts/dashboard/panels.ts';
import { format, ticks } from '../../scripts/dashboard/units.ts';
import { escaped } from '../../src/http/html-page.ts';
import { read } from '../docs/pages.ts';

const picture = read('docs/images/dashboard.svg');
const panels = dashboard.panels as readonly Panel[];
const panelOf = (title: string): Panel => panels.find(panel => panel.title === title) as Panel;

/** The pieces of a picture, a panel each. */
const drawn = (svg: string) => svg.split('<g ').slice(1);
const draw = (title: string, ...series: Series[]): string =>
  pictureOf('test', [{ panel: panelOf(title), series } satisfies Filled], 0, 600);
const every = (seconds: number, ...values: number[]) =>
  values.map((value, i) => [i * seconds, value] as const);

test('the picture in the pages has every panel, with its title and where it is', () => {
  const stale = 'docs/images/dashboard.svg is not of this dashboard: see scripts/dashboard/picture.ts';
  const titles = drawn(picture).map(panel => /class="title[^"]*">([^<]*)</.exec(panel)?.[1]);
  expect(titles, stale).toEqual(panels.map(({ title }) => escaped(title)));
  const empty = pictureOf(
    dashboard.title,
    panels.map(panel => ({ panel, series: [] })),
    0,
    1,
  );
  const places = (svg: string) => svg.match(/translate\([^)]*\)/g);
  expect(places(picture), stale).toEqual(places(empty));
});

test('every panel of it shows something, under the names that the dashboard gives', () => {
  const shown = drawn(picture);
  for (const [i, { title, type, targets }] of panels.entries()) {
    expect(shown[i], title).not.toContain('No data');
    const fixed = type === 'stat' ? [] : targets.map(target => target.legendFormat);
    for (const name of fixed.filter(name => !name.includes('{{'))) expect(shown[i]).toContain(`>${name}<`);
  }
});

test('it says nothing of where it was made, and is small', () => {
  expect(picture).not.toMatch(/127\.0\.0\.1|localhost|\/tmp|@/);
  expect(picture.length).toBeLessThan(250_000);
  for (const page of ['docs/monitoring.md', 'docs/hosting.md'])
    expect(read(page)).toMatch(
      /!\[[^\]]{40,}\]\(images\/dashboard\.svg\)[\s\S]*drawn from the dashboard's\s+definition/,
    );
});

test('a number has the colour of the last step that it reaches, and the word that it is mapped to', () => {
  const colourOf = (svg: string) => /rx="2" fill="(#\w+)"/.exec(svg)?.[1];
  const at = (value: number) => draw('Fullest account', { name: 'used', points: [[600, value]] });
  expect(new Set([0.5, 0.8, 0.96].map(value => colourOf(at(value)))).size).toBe(3);
  expect(colourOf(at(0.5))).toBe(colourOf(at(0.79)));
  expect(at(0.8)).toContain('>80%<');
  expect(draw('Store', { name: 'up', points: [[600, 0]] })).toContain('>down<');
  expect(draw('Store')).toContain('>No data<');
});

test('a line ends where a value is missing, and a value alone is a dot', () => {
  const line = (points: Series['points']) => draw('Wait for a slot', { name: 'wait', points });
  const lines = (svg: string) => svg.match(/class="line"/g)?.length ?? 0;
  expect(lines(line(every(10, 1, 2, 3, 4)))).toBe(1);
  expect(lines(line(every(10, 1, 2, Number.NaN, 3, 4)))).toBe(2);
  expect(lines(line([...every(10, 1, 2), [100, 3], [110, 4]]))).toBe(2);
  expect(line(every(10, 1, 2, Number.NaN, 3))).toContain('<circle');
});

test('what is stacked stands on what is below, and what is not does not', () => {
  const series = ['one', 'two'].map(name => ({ name, points: every(10, 30, 20) }));
  const ends = (title: string) =>
    [...draw(title, ...series).matchAll(/class="line" d="M[\d.]+ ([\d.]+)L/g)].map(([, y]) => Number(y));
  const [below = 0, above = 0] = ends('Calls a minute, by outcome');
  expect(above).toBeLessThan(below);
  expect(new Set(ends('Calls a minute, by tool')).size).toBe(1);
});

test('values are told in units that people read', () => {
  expect([0.025, 1.5, 90].map(value => format('s', value))).toEqual(['25 ms', '1.5 s', '1.5 min']);
  expect(format('bytes', 150 * 1024 ** 2)).toBe('150 MiB');
  expect(format('short', 1234)).toBe('1.23 K');
  expect(format('short', 85.4, 0)).toBe('85');
  expect(() => format('furlongs', 1)).toThrow('furlongs');
  expect(ticks('short', 55)).toEqual([0, 20, 40, 60]);
  expect(ticks('short', 0).at(-1)).toBe(1);
});
