import { drawn } from '../shared/elements.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
const [STEP, BAR, HEIGHT] = [10, 7, 60];

/** The last 30 days in UTC, the oldest first, such as `2026-11-27`. */
export function lastDays(now: number): string[] {
  return Array.from({ length: DAYS }, (_, i) =>
    new Date(now - (DAYS - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );
}

/**
 * Bars for the days. The table of tools says the sums, so the drawing as a whole has one name.
 * @param label what a bar says
 */
export function bars(
  days: readonly string[],
  credits: ReadonlyMap<string, number>,
  name: string,
  label: (day: string, credits: number) => string,
): SVGSVGElement {
  const most = Math.max(1, ...days.map(day => credits.get(day) ?? 0));
  const drawing = days.map((day, i) => {
    const amount = credits.get(day) ?? 0;
    const height = amount > 0 ? Math.max(2, (amount / most) * HEIGHT) : 1;
    const place = { x: i * STEP, y: HEIGHT - height, width: BAR, height, rx: 1 };
    const title = drawn('title', {}, label(day, amount));
    return drawn('rect', { ...place, class: amount > 0 ? 'bar' : 'bar none' }, title);
  });
  const viewBox = `0 0 ${days.length * STEP} ${HEIGHT}`;
  return drawn('svg', { viewBox, role: 'img', 'aria-label': name, class: 'days' }, ...drawing);
}
