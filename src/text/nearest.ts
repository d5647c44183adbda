/** What is longer is compared by its beginning: the time grows with the product of both lengths. */
const COMPARED = 60;

/**
 * How many letters have to be changed to get from one text to the other (Levenshtein). Two neighbours in the wrong order are one
 * change: that is how people mistype.
 */
export function distance(from: string, to: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The candidate that is spelled most alike, if any is alike enough to be meant. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const given = text.slice(0, COMPARED).toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(given.length / 2));
  for (const candidate of candidates) {
    const steps = distance(given, candidate.slice(0, COMPARED).toLowerCase());
    if (steps <= least) {
      if (steps < least || best === undefined) best = candidate;
      least = steps;
    }
  }
  return best;
}
