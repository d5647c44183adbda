import { DISPOSABLE, LOAD, WEBMAIL } from '../data/companies.ts';
import type { MailboxKind } from '../data/types.ts';
import { hashOf } from '../random.ts';
import { database } from './database.ts';

/** The result of a verification. */
export interface Verdict {
  /** As it was asked for. */
  email: string;
  kind: MailboxKind;
  validFormat: boolean;
  disposable: boolean;
  webmail: boolean;
  gibberish: boolean;
}

const FORMAT = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const GIBBERISH = /[bcdfghjklmnpqrstvwxz]{6}/;

/**
 * The start of an invented address's local part decides the result, at every domain that isn't catch-all:
 * `valid7@…`, `bounce7@…`, `grey7@…`, `catchall7@…`, `banned7@…`, `conn7@…`, `hidden7@…`. Who has `reply7@…` answers mail soon.
 */
const PREFIXES: [prefix: string, kind: MailboxKind][] = [
  ['valid', 'valid'],
  ['reply', 'valid'],
  ['bounce', 'not_valid'],
  ['grey', 'greylist'],
  ['catchall', 'catchall'],
  ['banned', 'banned'],
  ['conn', 'connection_error'],
  ['hidden', 'hidden_by_owner'],
];

/** The verdict on an address. It never changes but for greylisting, which `searches/verification.ts` resolves. */
export function verdictOf(address: string): Verdict {
  const email = address.toLowerCase();
  const validFormat = FORMAT.test(email);
  const at = email.lastIndexOf('@');
  const local = email.slice(0, Math.max(at, 0));
  const domain = email.slice(at + 1);
  return {
    email: address,
    kind: validFormat ? kindOf(email, local, domain) : 'not_valid',
    validFormat,
    disposable: validFormat && domain === DISPOSABLE,
    webmail: validFormat && domain === WEBMAIL,
    gibberish: validFormat && GIBBERISH.test(local),
  };
}

function kindOf(email: string, local: string, domain: string): MailboxKind {
  const known = database.addresses(domain).find(address => address.email === email);
  if (known) return known.person?.mailbox ?? 'valid';
  const company = database.company(domain);
  if (company?.mailbox === 'catchall') return 'catchall';
  const match = PREFIXES.find(([prefix]) => local.startsWith(prefix));
  if (match) return match[1];
  if (database.personByEmail(email)) return 'valid';
  if (company) return 'not_valid';
  // The finder answers first.last for every name at the load domain, so these addresses must be deliverable.
  if (domain === LOAD && local.includes('.')) return 'valid';
  return kindByHash(email);
}

/** Of the other addresses 7 in 10 are valid, 2 bounce and 1 is catch-all. */
function kindByHash(email: string): MailboxKind {
  const draw = hashOf(email) % 10;
  if (draw < 7) return 'valid';
  return draw < 9 ? 'not_valid' : 'catchall';
}
