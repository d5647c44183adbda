import documented from './reference.json' with { type: 'json' };

/** Methods that neither the sandbox plays nor a tool calls yet. */
const MISSING: readonly string[] = [
  'database_search_prospects_start',
  'database_search_prospects_result',
  'database_search_prospect_email_start',
  'database_search_prospect_email_result',
  'database_search_companies_start',
  'database_search_companies_result',
  'campaign_analytics',
  'recipients_activity',
  'add_sender_email',
  'update_sender_email',
  'check_sender_status',
  'list_sender_emails',
  'create_warm_up',
  'list_warm_ups',
  'get_warm_up',
  'update_warm_up',
  'delete_warm_up',
  'warm_up_statistics',
];

/** What Snov.io documents of each method that is there. */
export const reference = documented.filter(({ id }) => !MISSING.includes(id));
