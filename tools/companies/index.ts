import type { Tool } from '../../src/tool.ts';
import { findDomainsByName } from './find-domains-by-name.ts';
import { getCompanyByDomain } from './get-company-by-domain.ts';
import { revealDomainPeople } from './reveal-domain-people.ts';
import { searchDomainPeople } from './search-domain-people.ts';
import { searchGenericContacts } from './search-generic-contacts.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const companiesTools = [
  getCompanyByDomain,
  findDomainsByName,
  searchDomainPeople,
  revealDomainPeople,
  searchGenericContacts,
] as const satisfies readonly Tool[];
