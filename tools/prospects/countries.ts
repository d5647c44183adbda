import { nearest } from '../../src/text/nearest.ts';

// Snov.io takes only names of its published country list, English ISO 3166 names in the vendor's node [C:n8n]. The
// list itself is in no source, so every usual English name passes as it was written.

/** Usual names that the runtime's data spells in another way, and ISO's own long forms. */
const ALSO = [
  'Bolivia, Plurinational State of',
  'Brunei Darussalam',
  'Burma',
  'Cabo Verde',
  'Congo',
  'Congo, the Democratic Republic of the',
  'Czech Republic',
  'Democratic Republic of the Congo',
  'Falkland Islands (Malvinas)',
  'Holy See',
  'Hong Kong',
  'Iran, Islamic Republic of',
  'Ivory Coast',
  'Korea, Republic of',
  "Korea, Democratic People's Republic of",
  "Lao People's Democratic Republic",
  'Macao',
  'Macau',
  'Macedonia',
  'Micronesia, Federated States of',
  'Moldova, Republic of',
  'Myanmar',
  'Palestine',
  'Palestine, State of',
  'Republic of Korea',
  'Russian Federation',
  'Swaziland',
  'Syrian Arab Republic',
  'Taiwan, Province of China',
  'Tanzania, United Republic of',
  'Turkey',
  'United States of America',
  'Vatican',
  'Venezuela, Bolivarian Republic of',
  'Viet Nam',
  'Virgin Islands, British',
  'Virgin Islands, U.S.',
];
const SHORT: Record<string, string> = {
  usa: 'United States',
  'u s a': 'United States',
  'u s': 'United States',
  uk: 'United Kingdom',
  'great britain': 'United Kingdom',
  england: 'United Kingdom',
  uae: 'United Arab Emirates',
  holland: 'Netherlands',
};

/** Regions that the runtime names but that are no countries: unions, pseudo-locales, unknown. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

let known: Map<string, string> | undefined;

/** The name to send for what was given: a country's name or two-letter code. */
export function checkCountry(given: string): { country: string } | { nearest: string | undefined } {
  known ??= loadNames();
  const key = keyOf(given);
  const short = SHORT[key];
  if (short) return { country: short };
  const match = known.get(key);
  if (match === undefined) return { nearest: nearest(given, new Set(known.values())) };
  // A code is written out; a name in any usual spelling may well be the one on the list, so it stays.
  return {
    country: key.length === 2 || given.trim().toLowerCase() === match.toLowerCase() ? match : given.trim(),
  };
}

function loadNames(): Map<string, string> {
  const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const names = new Map<string, string>();
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  for (const code of letters.flatMap(first => letters.map(second => first + second))) {
    const name = NO_COUNTRIES.has(code) ? undefined : english.of(code);
    if (!name) continue;
    names.set(code.toLowerCase(), name);
    names.set(keyOf(name), name);
  }
  for (const name of ALSO) names.set(keyOf(name), name);
  return names;
}

/** `St. Kitts & Nevis`, `Saint Kitts and Nevis` and `saint kitts and nevis` are the same. */
function keyOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/\bst\b\.?/g, 'saint')
    .replace(/[^\p{L}]+/gu, ' ')
    .replace(/\bthe\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
