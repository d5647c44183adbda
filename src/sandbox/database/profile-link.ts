import { LOAD } from '../data/companies.ts';
import { hashOf } from '../random.ts';
import { world } from './database.ts';
import type { Person } from './people.ts';

/** A profile link, taken apart. */
export interface Profile {
  network: 'linkedIn' | 'x';
  name: string;
}

/** Reads a profile link of LinkedIn or X/Twitter; anything else is none. */
export function profileOf(url: string): Profile | undefined {
  const parsed = URL.parse(url.includes('://') ? url : `https://${url}`);
  if (!parsed) return undefined;
  const host = parsed.hostname.replace(/^www\./, '');
  const [first = '', second = ''] = parsed.pathname.toLowerCase().split('/').filter(Boolean);
  if (/(^|\.)linkedin\.com$/.test(host) && first === 'in' && second)
    return { network: 'linkedIn', name: second };
  if (/^(mobile\.)?(x|twitter)\.com$/.test(host) && first) return { network: 'x', name: first };
  return undefined;
}

/** Whose profile it is. Names that begin with `load-` all exist. */
export function personOf(profile: Profile): Person | undefined {
  const name = decoded(profile.name);
  const known = profile.network === 'linkedIn' ? world.bySlug(name) : world.byHandle(name);
  return known ?? (/^load[-_]/.test(name) ? loadPerson(name.slice(5)) : undefined);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Whose address it is; `load.anything@load.example` always is somebody's. */
export function ownerOf(email: string): Person | undefined {
  const key = email.toLowerCase();
  const [, tail] = /^load\.([^@]+)@load\.example$/.exec(key) ?? [];
  return world.byEmail(key) ?? (tail ? loadPerson(tail) : undefined);
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
