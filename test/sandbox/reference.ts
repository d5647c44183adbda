import documented from './reference.json' with { type: 'json' };

/** Methods that neither the sandbox plays nor a tool calls yet. */
const MISSING: readonly string[] = [
  'database_search_prospects_start',
  'database_search_prospects_result',
  'database_search_prospect_email_start',
  'database_search_prospect_email_result',
  'database_search_companies_start',
  'database_search_companies_result',
  'create_campaign',
  'get_campaign',
  'update_campaign',
  'change_campaign_state',
  'delete_campaign',
  'list_schedules',
  'create_step_content',
  'get_step_content',
  'update_step_content',
  'delete_step_content',
];

/** What Snov.io documents of each method that is there. */
export const reference = documented.filter(({ id }) => !MISSING.includes(id));
