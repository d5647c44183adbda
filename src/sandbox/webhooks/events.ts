/** An event: object and action. */
export type WebhookEvent = [object: string, action: string];

/** Objects with their actions, 23 pairs [C:ref]; [A] knows only sent, first_sent, opened and the replies' first two. */
export const EVENTS: Record<string, string[]> = {
  campaign_email: ['sent', 'first_sent', 'opened', 'bounced', 'clicked'],
  campaign_reply: ['received', 'first_received', 'autoreply_received'],
  campaign_li_reply: ['received', 'first_received'],
  campaign_li: ['connection_request_accepted'],
  company: ['found_domains_by_names', 'found_company_by_domain'],
  prospect: [
    'found_by_li_url',
    'found_emails_by_name_by_domain',
    'campaign_finished',
    'unsubscribed',
    'found_company_by_domain',
  ],
  email_verification: ['verified'],
  email: ['found_emails_by_domain', 'found_generic_contacts_by_domain', 'found_prospect_emails'],
  database_search: ['task_result'],
};

/** Webhooks per account [A]. */
export const MOST_WEBHOOKS = 50;
