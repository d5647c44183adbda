// Whether a reading of bytes looks like words. Wrong encodings put symbols inside words, letters of other scripts
// beside each other, or capitals behind small letters.

/** Symbols that people type, mostly at the edges of words. */
const USUAL = /^[–—‘’‚“”„…•·€§°©®™«»‹›¿¡\u00A0²³½¼¾´×£ªº&±µ]$/u;
/** Those that stand between two letters, as in O’Brien and l·l. */
const INSIDE = /^[’‘´·\u00AD]$/u;
/** Letters that no name has: ligatures and signs that fonts have. */
const UNUSUAL_LETTER = /^[ﬁﬂƒªº]$/u;
const LETTER = /^[\p{L}\p{M}]$/u;
const SCRIPTS = [/^\p{Script=Latin}$/u, /^\p{Script=Cyrillic}$/u, /^\p{Script=Greek}$/u];

/** Whether all characters of a word beyond ASCII are letters that go with their neighbours, or usual symbols. */
export function isPlausible(word: string): boolean {
  const characters = [...word];
  return characters.every((character, at) => {
    if (character <= '\u007F') return true;
    const before = characters[at - 1] ?? '';
    const after = characters[at + 1] ?? '';
    return LETTER.test(character) && !UNUSUAL_LETTER.test(character)
      ? fits(character, before) && fits(character, after) && !isCapitalInside(before, character, after)
      : isUsualSymbol(character, before, after);
  });
}

/** Whether a letter is of the same script as its neighbour. */
function fits(letter: string, neighbour: string): boolean {
  if (!LETTER.test(neighbour)) return true;
  return SCRIPTS.every(script => script.test(letter) === script.test(neighbour));
}

function isCapitalInside(before: string, character: string, after: string): boolean {
  const isSmall = (letter: string) => /^\p{Ll}$/u.test(letter);
  const isCapital = (letter: string) => /^\p{Lu}$/u.test(letter);
  return (isSmall(before) && isCapital(character)) || (isSmall(character) && isCapital(after));
}

function isUsualSymbol(symbol: string, before: string, after: string): boolean {
  const isInside = LETTER.test(before) && LETTER.test(after);
  return isInside ? INSIDE.test(symbol) : USUAL.test(symbol) || INSIDE.test(symbol);
}
