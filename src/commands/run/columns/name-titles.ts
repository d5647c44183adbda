import { fold } from './headings/fold.ts';

const setOf = (...lines: string[]) => new Set(lines.join(' ').split(' '));

/** Before a name: titles and forms of address. */
const TITLES = setOf(
  'mr mrs ms miss mx dr doctor prof professor',
  'herr frau herrn hr fraulein dipl dipling diplkfm diplkffr diplbetrw diplvw magister dott ddr drh',
  'drmed drmult dring drphil drrernat drjur drrerpol',
  'mme mlle madame monsieur mademoiselle maitre docteur professeur',
  'sra srta senor senora senorita abog dra profa pani inz mgr',
);

/** Behind a title: what it is a title of. Alone they are names, as in `Phil Collins`. */
const SUBJECTS = setOf('phil rer nat mult habil hab hc med jur pol ing');

/** The same, where two words follow: they are names as well, or begin one. */
const TITLES_OR_NAMES = setOf(
  'm p d me don dona dame sir lord lady doc fr col gen lt hon mag lic pan pd rev ing sr',
);

/** Behind a name: degrees, and which of the family it is. */
const SUFFIXES = setOf(
  'phd dphil mba emba bba msc bcom llb llm jd dds cpa cfa pmp mph beng meng jr junior iii mrics acca shrm sphr cissp mcips esq',
);

/** The same, in capitals only, since they are names as well. */
const SUFFIXES_OR_NAMES = setOf('ma ba md do rn pe sr ii iv');

/** A name on one line, without what stands in brackets or quotes, symbols, and what follows a bar or a dash. */
export function cleaned(text: string): string {
  const bare = withoutBrackets(text.normalize('NFC'));
  return bare
    .slice(0, /\s[|–—/•·-]\s/.exec(bare)?.index ?? bare.length)
    .replace(/[^\p{L}\p{M}\p{N}\s.,'’&+@/-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What ends what each of these begins. */
const BRACKETS: ReadonlyMap<string, string> = new Map([
  ...[['(', ')'] as const, ['[', ']'] as const],
  ...[['"', '"'] as const, ['“', '”'] as const, ['„', '“'] as const],
]);

/** Blanks in the place of what stands in brackets or quotes. */
function withoutBrackets(text: string): string {
  const unclosed = new Set<string>();
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    const closing = BRACKETS.get(letter);
    const end = closing === undefined || unclosed.has(closing) ? -1 : text.indexOf(closing, at + 1);
    if (end < 0 && closing !== undefined) unclosed.add(closing);
    kept += end < 0 ? letter : ' ';
    if (end >= 0) at = end;
  }
  return kept;
}

/** The words of a name without titles before it and degrees behind it. */
export function wordsWithoutTitles(text: string): string[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const isShouted = text === text.toUpperCase();
  for (let isBehind = false; isTitle(words[0] ?? '', words.length - 1, isBehind); isBehind = true)
    words.shift();
  while (isSuffix(words.at(-1) ?? '', isShouted)) words.pop();
  return words;
}

/** @param rest how many words follow @param isBehind whether a title stands before it */
function isTitle(word: string, rest: number, isBehind: boolean): boolean {
  const letters = lettersOf(word);
  if (TITLES.has(letters) || (rest >= 2 && TITLES_OR_NAMES.has(letters))) return true;
  return (
    isBehind && SUBJECTS.has(letters) && (rest >= 2 || word === word.toLowerCase() || word.endsWith('.'))
  );
}

function isSuffix(word: string, isShouted: boolean): boolean {
  const letters = lettersOf(word);
  if (SUFFIXES.has(letters)) return true;
  return !isShouted && word === word.toUpperCase() && SUFFIXES_OR_NAMES.has(letters);
}

function lettersOf(word: string): string {
  return fold(word).replace(/[^a-z]/g, '');
}
