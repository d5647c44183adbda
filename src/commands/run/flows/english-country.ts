import { fold } from '../columns/headings/fold.ts';

/** The languages of headings, besides English. */
const LANGUAGES = ['de', 'fr', 'es', 'pl'];

/** Usual names that the runtime's data lacks, as they are compared. */
const ALSO: readonly (readonly [key: string, name: string])[] = [
  ...[
    'grossbritannien',
    'grande bretagne',
    'gran bretana',
    'wielka brytania',
    'anglia',
    'angleterre',
    'inglaterra',
  ].map(key => [key, 'United Kingdom'] as const),
  ...['hollande', 'holanda'].map(key => [key, 'Netherlands'] as const),
  ...['ee uu', 'eeuu', 'etats unis d amerique'].map(key => [key, 'United States'] as const),
];

let names: ReadonlyMap<string, string> | undefined;

/** A country's English name, which is the one that Snov.io takes, for its German, French, Spanish or Polish one; else the text itself. */
export function englishCountry(text: string): string {
  names ??= loadNames();
  return names.get(keyOf(text)) ?? text;
}

function loadNames(): ReadonlyMap<string, string> {
  const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const codes = letters.flatMap(first => letters.map(second => first + second));
  const known = codes.flatMap(code => [[code, english.of(code)] as const]).filter(([, name]) => name);
  const isEnglish = new Set(known.map(([, name]) => keyOf(name ?? '')));
  const pairs = LANGUAGES.flatMap(language => {
    const local = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    return known.map(([code, name]) => [keyOf(local.of(code) ?? ''), name ?? ''] as const);
  });
  // What is a country's name in English as well is meant in English.
  return new Map([...ALSO, ...pairs].filter(([key]) => key && !isEnglish.has(key)));
}

function keyOf(name: string): string {
  return fold(name)
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
}
