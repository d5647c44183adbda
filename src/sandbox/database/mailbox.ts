import { DISPOSABLE, LOAD, WEBMAIL } from '../data/companies.ts';
import { hashOf } from '../random.ts';
import { world } from './database.ts';

/** What a check of a mailbox ends in. All but `valid` and `not_valid` are reasons of `unknown`. */
export type MailboxKind =
  | 'valid'
  | 'not_valid'
  | 'catchall'
  | 'greylist'
  | 'banned'
  | 'connection_error'
  | 'hidden_by_owner';

/** The result of a verification. */
export interface Verdict {
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
 * What the local part of an invented address decides, at every domain that doesn't take all mail: `valid7@…`,
 * `bounce7@…`, `grey7@…`, `catchall7@…`, `banned7@…`, `conn7@…`, `hidden7@…`.
 */
const PREFIXES: [prefix: string, kind: MailboxKind][] = [
  ['valid', 'valid'],
  ['bounce', 'not_valid'],
  ['grey', 'greylist'],
  ['catchall', 'catchall'],
  ['banned', 'banned'],
  ['conn', 'connection_error'],
  ['hidden', 'hidden_by_owner'],
];

/** The verdict on an address, the same at any time but for greylisting, which `greylist.ts` resolves. */
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
  const known = world.addresses(domain).find(each => each.email === email);
  if (known) return known.person?.mailbox ?? 'valid';
  const company = world.company(domain);
  if (company?.mailbox === 'catchall') return 'catchall';
  const given = PREFIXES.find(([prefix]) => local.startsWith(prefix));
  if (given) return given[1];
  if (world.byEmail(email)) return 'valid';
  if (company) return 'not_valid';
  // What the finder invents for a name at the load domain is first.last, and deliverable.
  if (domain === LOAD && local.includes('.')) return 'valid';
  return byHash(email);
}

/** Any other address: 7 of 10 are valid, 2 bounce, 1 takes all mail. */
function byHash(email: string): MailboxKind {
  const draw = hashOf(email) % 10;
  if (draw < 7) return 'valid';
  return draw < 9 ? 'not_valid' : 'catchall';
}
