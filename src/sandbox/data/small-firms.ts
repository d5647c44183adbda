import { PLACES } from './places.ts';
import type { CompanySeed } from './types.ts';

/** What the names of small firms begin with. Nobody there is on a list of the account. */
export const FIRM_WORDS = [
  'Alder',
  'Birch',
  'Cedar',
  'Dovetail',
  'Ember',
  'Fathom',
  'Granite',
  'Harbour',
  'Ivory',
  'Juniper',
  'Kestrel',
  'Lantern',
];

/** What their names end with, and their industry. */
const TRADES: [name: string, industry: string][] = [
  ['Analytics', 'Computer Software'],
  ['Foods', 'Food & Beverages'],
  ['Legal', 'Law Practice'],
  ['Media', 'Marketing & Advertising'],
  ['Robotics', 'Machinery'],
];

/** Sixty firms of one to three people, so that a search for companies has more than a page. */
export const SMALL_FIRMS = FIRM_WORDS.flatMap((word, row) =>
  TRADES.map(([trade, industry], column) => smallFirm(`${word} ${trade}`, industry, row * 5 + column)),
);

function smallFirm(name: string, industry: string, index: number): CompanySeed {
  const staff = 1 + (index % 3);
  const { city = '', country = '' } = PLACES[index % PLACES.length] ?? {};
  const domain = `${name.toLowerCase().replace(' ', '-')}.example`;
  return {
    domain,
    name,
    mailbox: 'valid',
    staff,
    city,
    country,
    industry,
    size: staff > 1 ? '1-10' : 'Self',
  };
}
