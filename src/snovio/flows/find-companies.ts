import type { CallContext } from '../call-context.ts';
import { type Company, type CompanyFacts, companyV2 } from '../methods/company.ts';
import { normaliseDomain } from '../shapes/normalise.ts';
import type { Snovio } from '../snovio.ts';
import { askEach, type EachAnswer, type TextQuestion } from './ask-each.ts';
import { defineFlow, type Spending } from './flow.ts';
import type { ItemResult } from './item-result.ts';

export interface FoundCompany extends ItemResult {
  readonly company?: Company | undefined;
}

/** The company of a domain. Inputs are normalised domains. */
const companySearch: TextQuestion<CompanyFacts, FoundCompany> = {
  flow: defineFlow<string, CompanyFacts>({
    question: 'company',
    methods: [companyV2],
    key: domain => domain,
  }),
  toInput: normaliseDomain,
  what: count => `${count} ${count === 1 ? 'company' : 'companies'}`,
  told: ({ company }) => ({ status: company ? 'found' : 'not_found', company }),
};

/**
 * Tells what is known of the companies of domains.
 * @throws SnovioError see {@link askEach}
 */
export function findCompanies(
  snovio: Snovio,
  domains: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<EachAnswer<FoundCompany>> {
  return askEach(snovio, companySearch, domains, call, spending);
}
