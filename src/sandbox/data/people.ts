import type { PersonSeed } from './types.ts';

/** The people whom tests and demonstrations name; the others are generated. */
export const PEOPLE: PersonSeed[] = [
  // The same name at two companies.
  {
    firstName: 'Mara',
    lastName: 'Lindqvist',
    domain: 'acme.example',
    position: 'Head of Sales',
    handle: 'maralindqvist',
  },
  { firstName: 'Mara', lastName: 'Lindqvist', domain: 'globex.example', position: 'Data Analyst' },
  // The same name twice at one company: a finder row brings both addresses.
  { firstName: 'Tomas', lastName: 'Keller', domain: 'acme.example', position: 'Software Engineer' },
  {
    firstName: 'Tomas',
    lastName: 'Keller',
    domain: 'acme.example',
    position: 'Purchasing Manager',
    local: 'tomas.keller2',
  },
  {
    firstName: 'Zoë',
    lastName: 'Müller',
    domain: 'acme.example',
    position: 'Chief Technology Officer',
    local: 'zoe.mueller',
  },
  {
    firstName: 'Олена',
    lastName: 'Коваленко',
    domain: 'solvane.example',
    position: 'HR Manager',
    local: 'olena.kovalenko',
  },
  // Left the company: known, but the mailbox is gone.
  {
    firstName: 'Ruben',
    lastName: 'Oakes',
    domain: 'acme.example',
    position: 'Sales Manager',
    mailbox: 'not_valid',
  },
  {
    firstName: 'Petra',
    lastName: 'Winslow',
    domain: 'globex.example',
    position: 'Head of Sales',
    handle: 'petrawinslow',
  },
  {
    firstName: 'Bill',
    lastName: 'Lumen',
    domain: 'initech.example',
    position: 'Product Owner',
    handle: 'billlumen',
  },
  { firstName: 'Ines', lastName: 'Okafor', domain: 'umbra.example', position: 'Marketing Manager' },
  { firstName: 'Gordon', lastName: 'Pryce', domain: 'greyfield.example', position: 'Data Analyst' },
  {
    firstName: 'Sigrid',
    lastName: 'Haugen',
    domain: 'tarnhelm.example',
    position: 'Chief Technology Officer',
  },
  { firstName: 'Taras', lastName: 'Bondar', domain: 'solvane.example', position: 'Head of Sales' },
  { firstName: 'Hanna', lastName: 'Zielinska', domain: 'quillon.example', position: 'Office Manager' },
  { firstName: 'Otto', lastName: 'Brandner', domain: 'brightwell.example', position: 'HR Manager' },
  // A profile without any current company.
  { firstName: 'Leila', lastName: 'Freeborn', domain: '', position: '' },
];
