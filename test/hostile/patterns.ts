/** Characters of the longest texts. */
export const MEGABYTE = 1_000_000;
/** What blocks longer froze before for 4 to 37 s. Far above what a busy machine adds by itself. */
export const LONGEST_BLOCK_MS = 2000;

/** Texts that made some parser slow, or could. */
export const PATTERNS: Readonly<Record<string, (length: number) => string>> = {
  'question marks': length => `${'a@acme.example'.padEnd(length - 1, '?')}\n`,
  slashes: length => `${'acme.example'.padEnd(length - 1, '/')}\n`,
  dots: length => `https://${'x'.padStart(length - 8, '.')}`,
  tags: length => '<td>'.repeat(length / 4),
  brackets: length => '<'.repeat(length),
  blanks: length => `${'x'.padEnd(length - 1, ' ')}x`,
  'combining marks': length => 'a'.padEnd(length, '\u0301'),
  'halves of pairs': length => '\ud83d'.repeat(length),
};
