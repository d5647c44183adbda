import { CUSTOM_FIELDS } from '../data/crm.ts';
import type { Person } from '../database/people.ts';
import { lastSeen, linkedInLink, type SocialLink, socialLinks } from '../database/profile.ts';
import { hexOf, opaqueId } from '../random.ts';

/** Somebody on an account's lists. */
export interface Prospect {
  /** Base64-looking, as add-prospect-to-list answers it. */
  id: string;
  /** The long hex id of the same prospect in prospect-list and the analytics. */
  hexId: string;
  /** Empty when only a social link is known. */
  email: string;
  firstName: string;
  lastName: string;
  fullName: string;
  country: string;
  locality: string;
  industry: string;
  position: string;
  companyName: string;
  companySite: string;
  phones: string[];
  /** Every custom field by label; empty when not set. */
  customFields: Record<string, string>;
  social: SocialLink[];
  /** Milliseconds of the epoch. */
  updatedAt: number;
}

/** An empty prospect; `key` decides its ids. */
export function newProspect(key: string, updatedAt: number): Prospect {
  return {
    id: opaqueId(key),
    hexId: hexOf(key, 77),
    email: '',
    firstName: '',
    lastName: '',
    fullName: '',
    country: '',
    locality: '',
    industry: '',
    position: '',
    companyName: '',
    companySite: '',
    phones: [],
    customFields: Object.fromEntries(CUSTOM_FIELDS.map(({ label }) => [label, ''])),
    social: [],
    updatedAt,
  };
}

/** A person of the database as a prospect of this account. */
export function prospectOf(person: Person, accountId: string): Prospect {
  const empty = newProspect(`${accountId} ${linkedInLink(person)}`, lastSeen(person));
  const { city = '', country = '' } = person.place ?? {};
  return {
    ...empty,
    email: person.email,
    firstName: person.firstName,
    lastName: person.lastName,
    fullName: `${person.firstName} ${person.lastName}`,
    country,
    locality: city,
    industry: person.company?.industry ?? '',
    position: person.position,
    companyName: person.company?.name ?? '',
    companySite: person.domain ? `https://${person.domain}` : '',
    customFields: { ...empty.customFields, specialization: person.position, Город: city },
    social: socialLinks(person),
  };
}

/** Custom fields as the rows of the analytics hold them: a key for each [A]. */
export function flattened(customFields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(customFields).map(([label, value]) => [`customField_${label}`, value]),
  );
}
