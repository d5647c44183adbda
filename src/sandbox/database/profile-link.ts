import { LOAD } from '../data/companies.ts';
import { hashOf } from '../random.ts';
import { database } from './database.ts';
import type { Person } from './people.ts';

/** A link to somebody's profile, parsed. */
export interface ProfileLink {
  network: 'linkedIn' | 'x';
  /** Slug or handle, in lower case. */
  name: string;
}

/** Parses a profile link of LinkedIn or X/Twitter; undefined for anything else. */
export function parseProfileLink(url: string): ProfileLink | undefined {
  const parsed = URL.parse(url.includes('://') ? url : `https://${url}`);
  if (!parsed) return undefined;
  const host = parsed.hostname.replace(/^www\./, '');
  const [first = '', second = ''] = parsed.pathname.toLowerCase().split('/').filter(Boolean);
  // [A]'s sample of a source page is of the older form `/pub/ben-gillespie/7/73/809`.
  if (/(^|\.)linkedin\.com$/.test(host) && (first === 'in' || first === 'pub') && second)
    return { network: 'linkedIn', name: second };
  if (/^(mobile\.)?(x|twitter)\.com$/.test(host) && first) return { network: 'x', name: first };
  return undefined;
}

/** Whose profile it is. Names that begin with `load-` or `load_` all exist. */
export function personOf(link: ProfileLink): Person | undefined {
  const name = decode(link.name);
  const known = link.network === 'linkedIn' ? database.personBySlug(name) : database.personByHandle(name);
  return known ?? (/^load[-_]/.test(name) ? loadPerson(name.slice(5)) : undefined);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Whose address it is; `load.anything@load.example` is always somebody's. */
export function ownerOf(email: string): Person | undefined {
  const key = email.toLowerCase();
  const [, tail] = /^load\.([^@]+)@load\.example$/.exec(key) ?? [];
  return database.personByEmail(key) ?? (tail ? loadPerson(tail) : undefined);
}

function loadPerson(tail: string): Person {
  const name = tail.replace(/[^\p{L}\p{N}]/gu, '') || 'x';
  return {
    id: 900_000 + (hashOf(name) % 90_000),
    firstName: 'Load',
    lastName: name.slice(0, 1).toUpperCase() + name.slice(1),
    domain: LOAD,
    position: 'Load Engineer',
    email: `load.${name}@${LOAD}`,
    mailbox: 'valid',
    slug: `load-${tail}`,
    handle: `load_${tail}`,
    skills: [],
  };
}
