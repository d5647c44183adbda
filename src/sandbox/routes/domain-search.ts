import { type Company, world } from '../database/database.ts';
import { text } from '../http/params.ts';
import { invalid, json, missing, poor } from '../http/responses.ts';
import { postAny, type Route } from '../http/route.ts';
import { chargeAll } from '../searches/credits.ts';
import { resultRoute, startTask } from '../searches/tasks.ts';
import type { State } from '../state/state.ts';

const PATH = '/v2/domain-search';

/** Company info: 1 credit per request; a domain that is not in the database is HTTP 404 [C:field]. */
export function companyInfo(state: State): Route[] {
  return [
    postAny(`${PATH}/start`, 'v2', (call, account) => {
      const domain = text(call.params, 'domain').toLowerCase();
      if (!domain) return invalid('domain', 'domain is required');
      const company = world.company(domain);
      if (!company) return missing();
      if (!chargeAll(state, account, call, [domain])) return poor();
      const task_hash = startTask(state, account, call, {
        kind: 'company-info',
        event: ['company', 'found_company_by_domain'],
        result: hash => resultOf(company, hash, call.origin),
      });
      // The hash is under `meta` in the domain searches, under `data` in the other families.
      const links = { result: `${call.origin}${PATH}/result/${task_hash}` };
      return json({ data: [], meta: { domain, task_hash }, links });
    }),
    resultRoute(state, 'company-info', `${PATH}/result/{task_hash}`),
  ];
}

function resultOf(company: Company, task_hash: string, origin: string): object {
  const { domain } = company;
  const all = world.addresses(domain);
  const start = (tab: string) => `${origin}${PATH}/${tab}/start?domain=${domain}`;
  return {
    data: {
      company_name: company.name,
      city: company.city,
      founded: String(1900 + domain.length * 5),
      website: domain,
      hq_phone: '15550100000',
      industry: company.industry,
      size: company.size,
      related_domains: [`shop-${domain}`, `careers-${domain}`],
    },
    meta: {
      domain,
      task_hash,
      prospects_count: world.staff(domain).length,
      emails_count: all.length,
      generic_contacts_count: all.filter(each => each.generic).length,
    },
    links: {
      prospects: start('prospects'),
      domain_emails: start('domain-emails'),
      generic_contacts: start('generic-contacts'),
    },
    status: 'completed',
  };
}
