/** No answer exceeds 20,000 tokens; the estimate below never falls short, and the rest is for what stands around the rows. */
export const MOST_TOKENS = 18_500;

/**
 * Tokens that a text can cost at most in a common vocabulary (o200k): measured on random hex, punctuation and rare
 * scripts, so usual text costs about half. Of a text that costs more than `limit`, not everything is counted.
 */
export function tokensAtMost(text: string, limit = Number.POSITIVE_INFINITY): number {
  let tokens = 0;
  for (const char of text) {
    if (tokens > limit) break;
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) tokens += 0.7;
    else if (code < 0x800) tokens += 1.8;
    else tokens += code < 0x10000 ? 2.3 : 4;
  }
  return tokens;
}
