/** Letters that Unicode does not take apart into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = { ł: 'l', ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd' };

/** Words between the words that say what a column holds. */
const SMALL_WORDS = new Set(
  'a o of the and de d du des da do del l la le les el los et und der die das y i z w'.split(' '),
);

/**
 * The words of a heading in small Latin letters without marks: `E-Mail (geschäftl.)`, `companyName`, `Nom de l’entreprise`
 * become `e mail geschaftl`, `company name`, `nom entreprise`.
 */
export function wordsOf(heading: string): string[] {
  const spaced = heading
    .normalize('NFC')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$& ');
  const words = fold(spaced).split(/[^\p{L}\p{N}]+/u);
  return words.filter(word => word && !SMALL_WORDS.has(word));
}

/** Small letters without marks. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[łßøæœđ]/g, letter => LETTERS[letter] ?? letter);
}

/** The spellings of terms that stand in lists with bars between them: `Büro` is also written `Buero`. */
export function spellingsOf(lists: readonly string[]): string[] {
  const terms = lists.flatMap(list => list.split('|'));
  const all = terms.flatMap(term => [term, term.replace(/[äöü]/g, umlaut => `${fold(umlaut)}e`)]);
  return [...new Set(all.map(term => wordsOf(term).join('')))];
}
