/** The most characters of a text of Snov.io's that are looked at: as much as Gmail shows of a mail. */
export const LONGEST_TEXT = 100_000;
/** How deep JSON may nest. Snov.io's answers nest six levels deep. */
const DEEPEST = 64;

/**
 * Cuts every text in fresh JSON, and drops what nests too deep, before anything else goes through it: what a stranger
 * wrote into a text must not cost time by its length. One character more than `longest` stays: whoever reads the text
 * sees that there was more.
 * @returns whether anything was cut
 */
export function cutLongTexts(json: unknown, longest: number, depth = 0): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const values = json as Record<string, unknown>;
  let isCut = false;
  // Lists of 10,000 rows are usual, so nothing is copied.
  for (const name in values) {
    const value = values[name];
    if (name.length > longest) delete values[name];
    else if (typeof value === 'string' && value.length > longest) values[name] = value.slice(0, longest + 1);
    else if (typeof value === 'object' && depth >= DEEPEST) values[name] = null;
    isCut = values[name] !== value || cutLongTexts(value, longest, depth + 1) || isCut;
  }
  return isCut;
}
