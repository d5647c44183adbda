import type { Tool } from '../../src/tool.ts';
import { addNamesToFindEmails } from './add-names-to-find-emails.ts';
import { addUrlForSearch } from './add-url-for-search.ts';
import { countDomainEmails } from './count-domain-emails.ts';
import { findEmails } from './find-emails.ts';
import { findPeople } from './find-people.ts';
import { findProspectsByUrl } from './find-prospects-by-url.ts';
import { getEmailsFromNames } from './get-emails-from-names.ts';
import { getEmailsFromUrl } from './get-emails-from-url.ts';
import { getProfileByEmail } from './get-profile-by-email.ts';
import { prepareLeads } from './prepare-leads.ts';
import { searchDomainEmails } from './search-domain-emails.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const findTools = [
  findPeople,
  findEmails,
  findProspectsByUrl,
  prepareLeads,
  searchDomainEmails,
  countDomainEmails,
  getProfileByEmail,
] as const satisfies readonly Tool[];

/** Its legacy raw steps, which hosts list behind all other tools. */
export const findRawSteps = [
  getEmailsFromNames,
  addNamesToFindEmails,
  addUrlForSearch,
  getEmailsFromUrl,
] as const satisfies readonly Tool[];
