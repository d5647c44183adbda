import type { Company } from '../data/types.ts';
import { database } from '../database/database.ts';
import type { RequestContext } from '../http/context.ts';
import { text } from '../http/params.ts';
import { invalid, json, notEnoughCredits, notFound } from '../http/responses.ts';
import type { Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';

const PATH = '/v2/domain-search';

/**
 * Company info: 1 credit per unique request [C:ref] (GUESS: every request is unique); a domain that is not in the
 * database is HTTP 404 [C:field].
 */
export const companyInfoRoutes: Route[] = [
  {
    method: 'POST',
    path: `${PATH}/start`,
    paramsIn: ['query', 'form', 'json'],
    generation: 'v2',
    handler: start,
  },
  resultRoute('company-info', `${PATH}/result/{task_hash}`),
];

function start(context: RequestContext): Response {
  const { params, origin } = context;
  const domain = text(params, 'domain').toLowerCase();
  if (!domain) return invalid('domain', 'domain is required');
  const company = database.company(domain);
  if (!company) return notFound();
  if (!chargeAll(context, [domain])) return notEnoughCredits();
  const task_hash = startTask(context, {
    kind: 'company-info',
    event: ['company', 'found_company_by_domain'],
    result: hash => resultOf(company, hash, origin),
  });
  // The hash is under `meta` in the domain searches, under `data` in the other families.
  const result = `${origin}${PATH}/result/${task_hash}`;
  return json({ data: [], meta: { domain, task_hash }, links: { result } });
}

/** The links start the next three searches. */
function resultOf(company: Company, task_hash: string, origin: string): object {
  const { domain } = company;
  const addresses = database.addresses(domain);
  const startLink = (tab: string) => `${origin}${PATH}/${tab}/start?domain=${domain}`;
  return {
    data: {
      company_name: company.name,
      city: company.city,
      founded: String(company.founded),
      website: domain,
      hq_phone: '15550100000',
      industry: company.industry,
      size: company.size,
      related_domains: [`shop-${domain}`, `careers-${domain}`],
    },
    meta: {
      domain,
      task_hash,
      prospects_count: database.staff(domain).length,
      emails_count: addresses.length,
      generic_contacts_count: addresses.filter(({ generic }) => generic).length,
    },
    links: {
      prospects: startLink('prospects'),
      domain_emails: startLink('domain-emails'),
      generic_contacts: startLink('generic-contacts'),
    },
    status: 'completed',
  };
}
