import { cutText } from '../../src/text/cut-text.ts';
import { MOST_TOKENS as MOST, tokensAtMost } from '../../src/text/tokens.ts';

export { MOST, tokensAtMost };

/** A row is shortened, when it alone is too large, in these steps: longest text, most entries of an array. */
const STEPS = [
  [8000, 1000],
  [4000, 200],
  [1000, 50],
  [250, 10],
  [60, 3],
] as const;

/**
 * Tokens that a value of an answer can cost at most as JSON: its texts as above, the names of its fields less, since they are
 * words of our own. Of what costs more than `limit`, not everything is counted.
 */
function valueTokensAtMost(value: unknown, limit: number): number {
  if (typeof value === 'string') return 1 + tokensAtMost(JSON.stringify(value).slice(1, -1), limit);
  if (typeof value !== 'object' || value === null) return 1 + String(value).length / 2;
  let tokens = 1;
  for (const [key, part] of Object.entries(value)) {
    if (tokens > limit) break;
    if (part === undefined) continue;
    const name = Array.isArray(value) ? 0 : 1 + Math.ceil(key.length / 4);
    tokens += name + valueTokensAtMost(part, limit - tokens);
  }
  return tokens;
}

/**
 * As many rows, in order, as an answer may hold; `note` says so when some had to stay out or were shortened.
 * @param most tokens, where the answer holds more than these rows
 */
export function fitRows<T>(rows: T[], most = MOST): { kept: T[]; note?: string } {
  const kept: T[] = [];
  let left = most;
  for (const row of rows) {
    const cost = valueTokensAtMost(row, left) + 1;
    if (cost > left) break;
    left -= cost;
    kept.push(row);
  }
  const first = rows[0];
  if (kept.length === 0 && first !== undefined) {
    return { kept: [shorten(first)], note: 'The row was too long for one answer and is shortened.' };
  }
  return kept.length < rows.length
    ? { kept, note: 'Cut to what fits into one answer; `next` continues exactly there.' }
    : { kept };
}

/** A single object, shortened only where it would be too large; `note` says so. */
export function fitObject<T>(object: T): { kept: T; note?: string } {
  return tokensAtMost(JSON.stringify(object), MOST) <= MOST
    ? { kept: object }
    : { kept: shorten(object), note: 'Too long for one answer: texts and lists in it are shortened.' };
}

function shorten<T>(object: T): T {
  let result = object;
  for (const [text, entries] of STEPS) {
    result = cut(object, text, entries) as T;
    if (tokensAtMost(JSON.stringify(result), MOST) <= MOST) break;
  }
  return result;
}

function cut(value: unknown, text: number, entries: number): unknown {
  if (typeof value === 'string') return cutText(value, text);
  if (Array.isArray(value)) return value.slice(0, entries).map(entry => cut(entry, text, entries));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, cut(field, text, entries)]));
}
