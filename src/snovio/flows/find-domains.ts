import { visible } from '../../text/line.ts';
import type { CallContext } from '../call-context.ts';
import { type CompanyDomain, companyNameV2 } from '../methods/company-name.ts';
import { normaliseName } from '../shapes/normalise.ts';
import type { Snovio } from '../snovio.ts';
import { askEach, type EachAnswer, type TextQuestion } from './ask-each.ts';
import { defineFlow, type Spending } from './flow.ts';
import type { ItemResult } from './item-result.ts';

export interface FoundDomain extends ItemResult {
  readonly domain?: string | undefined;
}

/** Ten names travel in one link, which has to stay short enough for any server. */
const LONGEST_NAME = 100;

/** The domain of a company. Inputs come from {@link toCompanyName}. */
const domainSearch: TextQuestion<CompanyDomain, FoundDomain> = {
  flow: defineFlow<string, CompanyDomain>({
    question: 'company-name',
    methods: [companyNameV2],
    key: normaliseName,
  }),
  toInput: toCompanyName,
  what: count => `the domain${count === 1 ? '' : 's'} of ${count} ${count === 1 ? 'company' : 'companies'}`,
  told: ({ domain }) => ({ status: domain ? 'found' : 'not_found', domain }),
};

/** A name as it can be sent; undefined where nothing is left of it, or too much. */
export function toCompanyName(name: string): string | undefined {
  const line = visible(name).normalize('NFC').replace(/\s+/g, ' ');
  return line !== '' && line.length <= LONGEST_NAME ? line : undefined;
}

/**
 * Finds the domains of companies by their names.
 * @throws SnovioError see {@link askEach}
 */
export function findDomains(
  snovio: Snovio,
  names: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<EachAnswer<FoundDomain>> {
  return askEach(snovio, domainSearch, names, call, spending);
}
