import type { BlacklistSeed, CampaignSeed, CustomField, ListSeed } from './types.ts';

/** The lists of a fresh account. */
export const LISTS: ListSeed[] = [
  { id: 8_512_901, name: 'Berlin SaaS', of: [['acme.example', 24]] },
  { id: 8_512_902, name: 'Paris fintech', of: [['globex.example', 15]] },
  { id: 8_512_903, name: 'Ideas', of: [['norrland.example', 5]] },
  {
    id: 8_512_904,
    name: 'Old leads',
    of: [
      ['brightwell.example', 6],
      ['initech.example', 14],
    ],
  },
  { id: 8_512_905, name: 'Nordic shops', of: [['norrland.example', 8]] },
  { id: 8_512_906, name: 'Warsaw agencies', of: [['quillon.example', 6]] },
  { id: 8_512_907, name: 'Newsletter readers', of: [] },
  // No campaign is fed by the lists from here on.
  { id: 8_512_908, name: 'Research', of: [['umbra.example', 3]] },
  { id: 8_512_909, name: 'Conference', of: [['tarnhelm.example', 4]] },
  { id: 8_512_910, name: 'Conference', of: [['solvane.example', 4]] },
  {
    id: 8_512_911,
    name: 'Everyone',
    of: [
      ['acme.example', 130],
      ['globex.example', 34],
      ['umbra.example', 20],
      ['greyfield.example', 18],
    ],
  },
  { id: 8_512_912, name: 'All prospects', of: [['acme.example', 10]], deleted: true },
];

/** The campaigns of a fresh account. */
export const CAMPAIGNS: CampaignSeed[] = [
  {
    id: 237_951,
    name: 'Q4',
    listId: 8_512_901,
    status: 'Active',
    subject: 'A quieter engine for your rockets',
  },
  { id: 237_952, name: 'Spring relaunch', listId: 8_512_902, status: 'Paused', subject: 'We are back' },
  { id: 237_953, name: 'Draft idea', listId: 8_512_903, status: 'Draft', subject: 'Something new' },
  { id: 237_954, name: 'Summer 2025', listId: 8_512_904, status: 'Completed', subject: 'Summer prices' },
  { id: 237_955, name: 'Nordics', listId: 8_512_905, status: 'Active (On hold)', subject: 'Wood works' },
  { id: 237_956, name: 'January push', listId: 8_512_906, status: 'Scheduled', subject: 'Happy new year' },
  {
    id: 237_957,
    name: 'Newsletter 2024',
    listId: 8_512_907,
    status: 'Completed',
    subject: 'News',
    bulk: 12_345,
  },
];

/** The custom fields of prospects, the same for every account. */
export const CUSTOM_FIELDS: CustomField[] = [
  { label: 'specialization', type: 'string' },
  { label: 'Employees', type: 'number' },
  { label: 'Contract end', type: 'date' },
  { label: 'Город', type: 'string' },
];

/** The do-not-email lists of a fresh account. */
export const BLACKLISTS: BlacklistSeed[] = [
  {
    id: 8,
    name: 'Do-not-email List',
    owner: 'Sandbox Owner',
    items: ['press@acme.example', 'throwaway.example'],
  },
  { id: 9, name: 'Competitors', owner: 'Sandbox Owner', items: ['tarnhelm.example'] },
];
