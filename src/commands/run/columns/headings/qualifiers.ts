import { spellingsOf } from './fold.ts';
import { type Concept, TERMS } from './terms.ts';

/** Whose it is; these words change nothing. */
const PERSON = ['person|people|contact|lead|prospect|kontakt|contacto|value|wert|valeur|valor'];

/** The one for business, or the first of several. */
const BUSINESS = [
  'work|business|primary|main|professional|office|1',
  'geschäftlich|geschäftliche|gesch|dienstlich|dienstliche|beruflich|berufliche|arbeit',
  'haupt|primäre|erste|büro|professionnel|professionnelle|pro|travail|bureau',
  'principal|principale|profesional|laboral|trabajo|empresarial|corporativo|oficina',
  'służbowy|służbowa|służbowe|firmowy|firmowa|firmowe|praca|główny|główna|główne',
];

/** Another one, or a private one. */
const OTHER = [
  'private|personal|home|zuhause|other|secondary|second|tertiary|alternative|alternate',
  'additional|privat|weitere|zweite|andere|sonstige|zusätzliche|alternativ',
  'personnel|personnelle|perso|privé|privée|secondaire|autre|domicile',
  'secundario|otro|otra|adicional|particular|casa|alternativo',
  'prywatny|prywatna|prywatne|inny|inna|inne|dodatkowy|dodatkowa|dodatkowe|domowy',
  '2|3|4|5|6|7|8|9',
];

/** That of a company, where a person's is wanted. */
const COMPANY = [
  'company|corporate|organization|organisation|account|firma|firmen|unternehmen|zentrale',
  'entreprise|société|empresa|organización|firmy|hq',
];

const PERSON_WORDS = spellings(PERSON);
const RANKS: readonly (readonly [words: ReadonlySet<string>, rank: number])[] = [
  [spellings(BUSINESS), -1],
  [spellings(OTHER), 1],
];
const COMPANY_WORDS = spellings(COMPANY);
const NEUTRAL = new Map(
  Object.entries(TERMS).map(([concept, terms]) => [concept, spellings(terms.neutral ?? [])]),
);

/** Of these a person has several. */
const SEVERAL: readonly Concept[] = [
  'email',
  'phones',
  'companySite',
  'linkedIn',
  'profileLink',
  'locality',
  'country',
  'position',
];
/** Of these a column may hold the company's, which is better than nothing. */
const COMPANYS: readonly Concept[] = ['email', 'phones'];

/**
 * What a word beside the concept's own says: 0 nothing, below 0 the one that is wanted most, above 0 another one.
 * Undefined where the word may change what the column holds.
 */
export function rankOf(word: string, concept: Concept): number | undefined {
  if (PERSON_WORDS.has(word) || NEUTRAL.get(concept)?.has(word)) return 0;
  const rank = SEVERAL.includes(concept) ? RANKS.find(([words]) => words.has(word))?.[1] : undefined;
  return rank ?? (COMPANYS.includes(concept) && COMPANY_WORDS.has(word) ? 2 : undefined);
}

function spellings(words: readonly string[]): ReadonlySet<string> {
  return new Set(spellingsOf(words));
}
