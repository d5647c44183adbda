import { z } from 'zod';
import { anyArray, dropEmpty, isEmptyObject, maybeLink, maybeNumber, maybeText } from '../shapes/fields.ts';
import { normaliseDomain } from '../shapes/normalise.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted } from '../transport/answer.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

/** What Snov.io knows of a company, and how many rows its domain has in the other searches. */
export interface Company {
  readonly name: string;
  readonly city?: string | undefined;
  readonly founded?: string | undefined;
  readonly site?: string | undefined;
  readonly phone?: string | undefined;
  readonly industry?: string | undefined;
  readonly size?: string | undefined;
  readonly relatedDomains?: string[] | undefined;
  readonly people?: number | undefined;
  readonly emails?: number | undefined;
  readonly genericContacts?: number | undefined;
}

/** The company of a domain; without `company`: not known, and nothing was charged. */
export interface CompanyFacts {
  readonly company?: Company | undefined;
}

const Facts = z.object({
  company_name: maybeText,
  city: maybeText,
  founded: maybeText,
  website: maybeLink,
  hq_phone: maybeText,
  industry: maybeText,
  size: maybeText,
  related_domains: anyArray(maybeText),
});

const Counts = z
  .object({ prospects_count: maybeNumber, emails_count: maybeNumber, generic_contacts_count: maybeNumber })
  .catch({ prospects_count: undefined, emails_count: undefined, generic_contacts_count: undefined });

/** domain-search: what is known of the company of a domain. */
export const companyV2: Method<string, CompanyFacts> = {
  generation: 'v2',
  batch: 1,
  unknownIs404: true,
  start: ([domain]) => ({
    request: { method: 'POST', path: '/v2/domain-search/start', query: { domain } },
    read: json => startedTask(accepted(json), answer => [companyIn(answer)]),
  }),
  poll: (_, task = '') => ({
    request: { method: 'GET', path: `/v2/domain-search/result/${encodeURIComponent(task)}` },
    read: json => taskResult(json, 1, answer => [companyIn(answer)]),
  }),
};

/** Without results nothing is charged [C:ref]; clients know those by the company's missing name [C:code]. */
function companyIn({ data, meta }: TaskAnswer): Found<CompanyFacts> {
  if (isEmptyObject(data)) return { state: 'done', answer: {}, credits: 0, miss: true };
  const facts = Facts.safeParse(data).data;
  if (!facts?.company_name) return { state: 'unclear' };
  const { company_name: name, hq_phone: phone, website: site, related_domains: related, ...rest } = facts;
  const counts = Counts.parse(meta);
  const company = {
    name,
    ...rest,
    site,
    phone,
    relatedDomains: related.flatMap(text => (text && normaliseDomain(text)) ?? []),
    people: counts.prospects_count,
    emails: counts.emails_count,
    genericContacts: counts.generic_contacts_count,
  };
  return { state: 'done', answer: { company: dropEmpty(company) }, credits: 1 };
}
