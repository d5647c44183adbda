/** A subscription to one kind of event. */
export interface Webhook {
  id: number;
  end_point: string;
  event_object: string;
  event_action: string;
  status: 'active' | 'deactivated';
  /** Unix seconds. */
  created_at: number;
}

/** The 23 pairs of the reference [C:ref]; seed A knows the five of mail sent, opened and replied. */
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

/** At most 50 per account [A]. */
export const MOST_WEBHOOKS = 50;

/** What an account starts with: one active, one switched off, both at hosts that the sandbox never calls. */
export function seedWebhooks(): Webhook[] {
  return [
    webhook(8, 'https://hooks.brightwell.example/a/', 'campaign_reply', 'received', 'active', 1_655_847_444),
    webhook(
      14,
      'https://hooks.brightwell.example/b/',
      'campaign_email',
      'sent',
      'deactivated',
      1_655_890_563,
    ),
  ];
}

/** Puts a webhook together. */
export function webhook(
  id: number,
  end_point: string,
  event_object: string,
  event_action: string,
  status: Webhook['status'],
  created_at: number,
): Webhook {
  return { id, end_point, event_object, event_action, status, created_at };
}
