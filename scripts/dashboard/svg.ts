/** Grafana's names of colours, as they look on white. */
export const COLOURS: Readonly<Record<string, string>> = {
  green: '#3f8f3a',
  orange: '#d9650a',
  red: '#cf2b3f',
  blue: '#2f6bc9',
};

/** Of the lines in a graph, one after the other. */
export const SERIES_COLOURS = [
  ...['#56a64b', '#e0a800', '#3274d9', '#ff780a', '#e02f44', '#8f3bb8', '#1f9e9e', '#a0622d'],
  ...['#c2447f', '#6b7f1f', '#7a86a8', '#14506b'],
];

/** Pixels, as exactly as anybody sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
