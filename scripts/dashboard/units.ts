/** From the smallest: from which value on it is used, its size, and its name. */
type Scale = readonly (readonly [number, string])[];

const SHORT: Scale = [
  [1, ''],
  [1e3, ' K'],
  [1e6, ' Mil'],
];
const SCALES: Readonly<Record<string, Scale>> = {
  short: SHORT,
  s: [
    [1e-6, ' µs'],
    [1e-3, ' ms'],
    [1, ' s'],
    [60, ' min'],
  ],
  bytes: [
    [1, ' B'],
    [1024, ' KiB'],
    [1024 ** 2, ' MiB'],
    [1024 ** 3, ' GiB'],
  ],
  percentunit: [[0.01, '%']],
};

/** The largest name whose size a value reaches. @throws for a unit that no panel has had so far */
function scaleOf(unit: string, value: number): readonly [number, string] {
  const scale = SCALES[unit];
  if (!scale) throw new Error(`scripts/dashboard/units.ts does not know Grafana's unit ${unit}.`);
  return scale.findLast(([size]) => value >= size) ?? scale[0] ?? [1, ''];
}

/** As people read it, such as `25 ms`. @param decimals as many as are needed unless said */
export function format(unit: string, value: number, decimals?: number): string {
  const [size, name] = scaleOf(unit, value);
  const text =
    decimals === undefined ? String(Number((value / size).toPrecision(3))) : (value / size).toFixed(decimals);
  return value === 0 && unit !== 'percentunit' ? '0' : `${text}${name}`;
}

/** Some round values from 0 to at least the given one. */
export function ticks(unit: string, most: number): number[] {
  const [size] = scaleOf(unit, most);
  const rough = (most || size) / size / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find(factor => factor * power >= rough) ?? 10) * power * size;
  const count = Math.ceil((most || size) / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}
