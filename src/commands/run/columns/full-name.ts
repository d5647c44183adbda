import { COMPANY_FORM } from './contents.ts';
import { fold } from './headings/fold.ts';
import { cleaned, wordsWithoutTitles } from './name-titles.ts';

/** How full names are written in a column, as far as its heading says. */
export interface NameOrder {
  /** The last name comes first, also without a comma. */
  readonly lastFirst?: boolean;
  /** Two last names are usual, as in Spanish. */
  readonly twoLast?: boolean;
}

/** A full name, taken apart. */
export interface SplitName {
  readonly firstName: string;
  readonly lastName: string;
  /** Whether it could as well be taken apart elsewhere. */
  readonly isUnsure: boolean;
}

/** Particles that begin a last name. */
const PARTICLES = new Set(
  [
    'von van vom zu zum zur der den de del della delle di da das do dos du des la las le los',
    'ter ten te tot af av bin ibn al el mac saint st',
  ]
    .join(' ')
    .split(' '),
);

/** Two last names with one of these between them are one. */
const AND = new Set(['y', 'i', 'e']);

/**
 * Takes a full name apart: `Dr. Ada Byron`, `Byron, Ada`, `Ludwig van Beethoven`, `Ana García López, MBA`.
 * @returns undefined where there are not both names: a single word, several people, a company, an address
 */
export function splitFullName(text: string, order: NameOrder = {}): SplitName | undefined {
  const [before = '', ...after] = cleaned(text)
    .split(',')
    .map(part => wordsWithoutTitles(part).join(' '))
    .filter(Boolean);
  if (after.length > 1 || isNoPerson(text)) return undefined;
  const [firstNames] = after;
  if (firstNames) return named(firstNames.split(' '), before.split(' '), false);
  const words = before.split(' ').filter(Boolean);
  return order.lastFirst ? splitLastFirst(words) : splitWords(words, order);
}

function splitWords(all: readonly string[], { twoLast }: NameOrder): SplitName | undefined {
  const words = withoutInitials(all);
  const capitals = words.filter(isCapitals);
  // In French and Polish lists the last name is the one in capitals.
  if (capitals.length > 0 && capitals.length < words.length) {
    const firstNames = words.filter(word => !isCapitals(word));
    return named(firstNames, capitals, words.length > 2);
  }
  const particle = words.findIndex((word, index) => index > 0 && PARTICLES.has(fold(word)));
  if (particle > 0) return splitAtParticle(words, particle);
  const and = words.findIndex((word, index) => index > 1 && AND.has(fold(word)));
  if (and > 0) return named(words.slice(0, and - 1), words.slice(and - 1), words.length > 4);
  const lastNames = twoLast && words.length > 2 ? 2 : 1;
  return named(words.slice(0, -lastNames), words.slice(-lastNames), words.length > 2);
}

/** Several people. */
export function isSeveralPeople(text: string): boolean {
  return /[&+/]|\s(?:und|u\.|and|et|oraz)\s/i.test(text);
}

/** An address, several people or a company. */
function isNoPerson(text: string): boolean {
  return isSeveralPeople(text) || /[@\d]/.test(text) || COMPANY_FORM.test(text);
}

/** `Ludwig van Beethoven` is clear, `Ana García de la Vega` and `Maria de Lourdes Santos` are not. */
function splitAtParticle(words: readonly string[], particle: number): SplitName | undefined {
  const rest = words.slice(particle);
  const isUnsure = particle > 1 || rest.filter(word => !PARTICLES.has(fold(word))).length > 1;
  return named(words.slice(0, particle), rest, isUnsure);
}

function splitLastFirst(words: readonly string[]): SplitName | undefined {
  const end = words.findIndex(word => !PARTICLES.has(fold(word))) + 1;
  return named(words.slice(end), words.slice(0, end), words.length - end > 1);
}

function named(first: readonly string[], last: readonly string[], isUnsure: boolean): SplitName | undefined {
  const [firstName, lastName] = [first, last].map(words => words.join(' '));
  if (!firstName || !lastName) return undefined;
  return { firstName, lastName, isUnsure: isUnsure || isOdd(firstName, lastName) };
}

/** `M. Dupont` has an initial or is a Monsieur, `Anna von` is cut off, and in East Asia the last name comes first. */
function isOdd(firstName: string, lastName: string): boolean {
  const isCut = lastName.split(' ').every(word => PARTICLES.has(fold(word)));
  return (
    isCut ||
    /^\p{L}\.?$/u.test(firstName) ||
    /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}]/u.test(lastName)
  );
}

/** `F.` in `John F. Kennedy`; where nothing else is left, an initial is all that is known of the name. */
function withoutInitials(words: readonly string[]): readonly string[] {
  const isMiddle = (index: number) => index > 0 && index < words.length - 1;
  return words.filter((word, index) => !(isMiddle(index) && /^\p{Lu}\.?$/u.test(word)));
}

/** At least three letters: `AJ` is a first name. */
function isCapitals(word: string): boolean {
  return /\p{Lu}.*\p{Lu}.*\p{Lu}/u.test(word) && word === word.toUpperCase();
}
