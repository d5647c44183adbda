import type { Credits } from '../../spending/ceiling.ts';
import type { Generation } from '../../spending/store.ts';
import type { CallContext } from '../call-context.ts';
import { companiesV2, type DatabaseCompany } from '../methods/database-companies.ts';
import type { DatabasePage, DatabaseSearch } from '../methods/database-page.ts';
import { isoSeconds } from '../shapes/dates.ts';
import type { Snovio } from '../snovio.ts';
import { failureOf } from './find-profile.ts';
import { defineFlow, type Spending } from './flow.ts';
import { creditsNote } from './item-result.ts';

export interface CompaniesAnswer {
  /** Undefined while Snov.io still works on it. */
  page?: DatabasePage<DatabaseCompany> | undefined;
  source?: 'ledger' | Generation | undefined;
  /** ISO 8601. */
  checkedAt?: string | undefined;
  note?: string | undefined;
  credits: Credits;
}

/** Pages of companies. The same filters always give the same page, whatever their case. */
export const companyPages = defineFlow<DatabaseSearch, DatabasePage<DatabaseCompany>>({
  question: 'database',
  methods: [companiesV2],
  key: ({ filters, page }) => JSON.stringify(['companies', filters, page]).toLowerCase(),
});

/**
 * Asks for a page of companies. A page that was paid for is stored.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the reason why there is no answer
 */
export async function searchCompanies(
  snovio: Snovio,
  search: DatabaseSearch,
  call: CallContext,
  spending: Spending,
): Promise<CompaniesAnswer> {
  const what = 'a page of companies';
  const run = await snovio.run(companyPages, [search], { ...spending, call, what });
  const [outcome] = run.outcomes.values();
  if (outcome?.status !== 'done' && outcome?.status !== 'pending') throw failureOf(outcome);
  const credits = await snovio.credits([{ run, estimated: false }], spending.maxCredits);
  if (outcome.status === 'pending') return { note: RUNNING, credits };
  const { answer: page, source, checkedAt } = outcome;
  return { page, source, checkedAt: isoSeconds(checkedAt), note: creditsNote(credits), credits };
}

const RUNNING = 'The search is still running (already paid): repeat the same call, it continues free.';
