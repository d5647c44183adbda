import documented from './reference.json' with { type: 'json' };

/** Methods that neither the sandbox plays nor a tool calls yet. */
const MISSING: readonly string[] = [
  'database_search_prospects_start',
  'database_search_prospects_result',
  'database_search_prospect_email_start',
  'database_search_prospect_email_result',
  'database_search_companies_start',
  'database_search_companies_result',
];

/** What Snov.io documents of each method that is there. */
export const reference = documented.filter(({ id }) => !MISSING.includes(id));
