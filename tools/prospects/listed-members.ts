import { normaliseEmail, normaliseName } from '../../src/snovio/shapes/normalise.ts';
import { VERDICTS } from '../../src/snovio/shapes/statuses.ts';
import type { Context } from '../../src/tool.ts';
import { filled } from '../shared/check.ts';
import { validDomain } from '../shared/domain.ts';
import type { ListMember } from '../shared/list-members.ts';
import { storedVerdicts, type Verdict } from '../shared/verdicts.ts';

/** What an address of a list can be filtered by: what it was verified as, or that it was not. */
export const LISTED_STATUSES = [...VERDICTS, 'not_verified'] as const;

/** A prospect of a list, with what the addresses were verified as as far as that is stored. */
export interface JudgedMember extends ListMember {
  readonly emails: (ListMember['emails'][number] & Verdict)[];
}

/** Nothing is sent or paid to find out. */
export async function judged(members: readonly ListMember[], context: Context): Promise<JudgedMember[]> {
  const emails = members.flatMap(member => member.emails.map(({ email }) => email));
  const verdictOf = await storedVerdicts(emails, context);
  return members.map(member => ({
    ...member,
    emails: member.emails.map(one => ({ ...one, ...verdictOf(one.email) })),
  }));
}

interface Filters {
  lastName?: string | undefined;
  domain?: string | undefined;
  status?: (typeof LISTED_STATUSES)[number] | undefined;
}

/**
 * Says whether a prospect passes all filters that are given; undefined where none is.
 * @throws SnovioError `invalid_input`
 */
export function matchOf(filters: Filters): ((member: JudgedMember) => boolean) | undefined {
  const { status } = filters;
  const lastName =
    filters.lastName === undefined ? undefined : keyOfName(filled(filters.lastName, 'lastName'));
  const domain = filters.domain === undefined ? undefined : validDomain(filters.domain, 'domain');
  if (lastName === undefined && domain === undefined && status === undefined) return undefined;
  return member =>
    (lastName === undefined || hasLastName(member, lastName)) &&
    (domain === undefined || member.emails.some(({ email }) => isAt(keyOf(email), domain))) &&
    (status === undefined || member.emails.some(one => (one.status ?? 'not_verified') === status));
}

function hasLastName({ lastName, name = '' }: JudgedMember, wanted: string): boolean {
  if (lastName !== undefined) return keyOfName(lastName) === wanted;
  return ` ${keyOfName(name)}`.endsWith(` ${wanted}`);
}

/** Mail to `mail.acme.example` goes to the same company. */
function isAt(email: string | undefined, domain: string): boolean {
  return email !== undefined && (email.endsWith(`@${domain}`) || email.endsWith(`.${domain}`));
}

function keyOf(email: string | undefined): string | undefined {
  return email === undefined ? undefined : normaliseEmail(email);
}

/** People type names without their accents. */
function keyOfName(name: string): string {
  return normaliseName(name.normalize('NFD').replace(/\p{M}/gu, ''));
}
