import type { DatabasePerson } from '../methods/database-people.ts';
import type { DomainEmail } from '../methods/domain.ts';
import { normaliseName, normaliseSocialUrl } from '../shapes/normalise.ts';
import { isRoleAddress } from '../shapes/role-address.ts';

// Which rows of a domain's list are certainly about people whom the database has shown with shortened last names.

/**
 * Addresses that Snov.io flags as verified. A row counts only where by their names it can be about nobody else and nobody
 * else can be meant; then title and domain have to be the same as well.
 * @param wanted in the order of the answer
 * @param people all who were found at this domain
 */
export function matchPeople(
  wanted: readonly DatabasePerson[],
  people: readonly DatabasePerson[],
  rows: readonly DomainEmail[],
  domain: string,
): Map<DatabasePerson, DomainEmail> {
  const matches = new Map<DatabasePerson, DomainEmail>();
  const known = withoutRepeats(rows);
  for (const person of wanted) {
    const [row, ...others] = known.filter(candidate => mayBe(person, candidate));
    if (!row || others.length > 0) continue;
    if (people.filter(other => mayBe(other, row)).length > 1) continue;
    if (known.filter(({ email }) => email === row.email).length > 1) continue;
    if (isUsable(row, domain) && hasJob(person, row)) matches.set(person, row);
  }
  return matches;
}

function withoutRepeats(rows: readonly DomainEmail[]): DomainEmail[] {
  const keyOf = ({ email, firstName, lastName, position }: DomainEmail) =>
    JSON.stringify([email, firstName, lastName, position]);
  return [...new Map(rows.map(row => [keyOf(row), row])).values()];
}

function mayBe({ first_name, last_name }: DatabasePerson, { firstName, lastName }: DomainEmail): boolean {
  if (!first_name || !last_name || !firstName || !lastName) return false;
  return normaliseName(first_name) === normaliseName(firstName) && isShortFor(last_name, lastName);
}

/** Whether `Li***` may stand for this name. What hides all letters stands for none, and a row's own name has to be whole. */
function isShortFor(shown: string, whole: string): boolean {
  const name = normaliseName(whole);
  const [start = '', end] = normaliseName(shown).split(/\*+/);
  if (end === undefined) return name === start;
  return start !== '' && !name.includes('*') && name.startsWith(start) && name.endsWith(end);
}

function isUsable({ email, verified, company }: DomainEmail, domain: string): boolean {
  return verified === true && company === undefined && email.endsWith(`@${domain}`) && !isRoleAddress(email);
}

function hasJob({ job_title }: DatabasePerson, { position }: DomainEmail): boolean {
  return !!job_title && !!position && normaliseName(job_title) === normaliseName(position);
}

/** The profile where the address was found, if it bears the person's name: it may as well be somebody else's. */
export function profileOf({ sourcePage, lastName }: DomainEmail): string | undefined {
  const profile = normaliseSocialUrl(sourcePage ?? '');
  const name = plainLetters(lastName ?? '');
  return profile?.network === 'linkedin' && name !== '' && plainLetters(profile.key).includes(name)
    ? sourcePage
    : undefined;
}

function plainLetters(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');
}
