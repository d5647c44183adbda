import { findEmails } from './find-emails.ts';
import { findPeople } from './find-people.ts';
import { findProspectsByUrl } from './find-prospects-by-url.ts';
import { type CsvFlow, nameOf } from './flow.ts';
import { leads } from './leads.ts';
import { prepareLeads } from './prepare-leads.ts';
import { saveProspects } from './save-prospects.ts';
import { verifyEmails } from './verify-emails.ts';

/** The flows by name, in the order of the usage line. */
export const CSV_FLOWS: Readonly<Record<string, CsvFlow>> = Object.fromEntries(
  [findPeople, findEmails, verifyEmails, findProspectsByUrl, prepareLeads, saveProspects, leads].map(flow => [
    nameOf(flow),
    flow,
  ]),
);
