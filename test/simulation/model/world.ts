// What is true in the simulated Snov.io: who exists, which mailbox is what, how long a domain's lists are. Names say it
// all: `valid1@acme.example` is valid, `Nemo …` has no address. Nothing here changes during a run.

export type Mailbox = 'valid' | 'not_valid' | 'unknown' | 'greylisted';

/** The true state of a mailbox, by the word that its name begins with. */
export function mailboxOf(email: string): Mailbox {
  if (email.startsWith('bad')) return 'not_valid';
  if (email.startsWith('maybe')) return 'unknown';
  return email.startsWith('grey') ? 'greylisted' : 'valid';
}

/** Whether Snov.io knows it already: a v1 read tells it free, before anything is paid. */
export function isKnown(name: string): boolean {
  return name.toLowerCase().startsWith('known');
}

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly domain: string;
}

/** The addresses of a person; `Nemo` has none, `Twin` has two. */
export function addressesOf({ firstName, lastName, domain }: Person): string[] {
  const first = firstName.toLowerCase();
  if (first === 'nemo') return [];
  const address = `${first}.${lastName.toLowerCase()}@${domain}`;
  return first === 'twin' ? [address, `${first}@${domain}`] : [address];
}

export function personKey({ firstName, lastName, domain }: Person): string {
  return `find:${firstName.toLowerCase()} ${lastName.toLowerCase()}|${domain.toLowerCase()}`;
}

/** The last part of a profile link, in lower case. */
export function slugOf(url: string): string {
  return (url.replace(/\/+$/, '').split('/').at(-1) ?? '').toLowerCase();
}

/** Whose profile it is: `…/in/ada-one-example` is Ada One of Acme; nobody stands behind `nobody…`. */
export function ownerOf(url: string): Person | undefined {
  const [first = '', last = 'X'] = slugOf(url).split('-');
  if (first === 'nobody') return undefined;
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return { firstName: capital(first), lastName: capital(last), domain: 'acme.example' };
}

const SIZES: Readonly<Record<string, number>> = {
  'acme.example': 25,
  'big.example': 130,
  'small.example': 7,
  'empty.example': 0,
};

/** Whether the domain is in Snov.io's database. */
export function isListed(domain: string): boolean {
  return domain in SIZES;
}

/** All rows of a domain's list, by position. `kind`: `all`, `generic` or `people:…`. */
export function rowsOf(domain: string, kind: string): string[] {
  const count = SIZES[domain] ?? 0;
  if (kind === 'generic') return Array.from({ length: Math.min(count, 9) }, (_, i) => `desk${i}@${domain}`);
  return Array.from({ length: count }, (_, i) => `member${i}@${domain}`);
}

/** Every fifth prospect of a domain has no address. */
export function hasAddress(position: number): boolean {
  return position % 5 !== 4;
}
