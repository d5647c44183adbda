/** The value that `share` of the sorted values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('No values were measured');
  return value;
}

/** The middle of the sorted values. */
export function median(values: readonly number[]): number {
  const upper = quantile(values, 0.5);
  const lower = quantile(
    values.map(value => -value),
    0.5,
  );
  return (upper - lower) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/**
 * Measures several things in turns, so that whatever else the machine does meets all of them alike; which comes first
 * changes from round to round.
 */
export async function inTurns<K extends string>(
  rounds: number,
  works: Readonly<Record<K, (round: number) => Promise<number>>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(works) as K[];
  const measured = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) measured[name].push(await works[name](round));
  }
  return measured;
}
