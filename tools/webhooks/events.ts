import { z } from 'zod';
import { given, invalid } from '../shared/check.ts';

/** The events that Snov.io knows: actions by object [A][C:ref]. */
export const WEBHOOK_EVENTS = {
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
} as const satisfies Record<string, readonly string[]>;

export type EventObject = keyof typeof WEBHOOK_EVENTS;

const EVENT_OBJECTS = Object.keys(WEBHOOK_EVENTS) as EventObject[];

export const eventObject = z.enum(EVENT_OBJECTS).describe('Event object');

export const eventAction = z
  .string()
  .describe(
    'campaign_email: sent, opened, clicked, bounced; campaign_reply: received; prospect: unsubscribed; a wrong one lists the rest',
  );

/** An action of this object. @throws SnovioError `invalid_input` */
export function knownAction(object: EventObject, text: string): string {
  const actions: readonly string[] = WEBHOOK_EVENTS[object];
  const action = text.trim().toLowerCase();
  if (actions.includes(action)) return action;
  throw invalid('eventAction', `${object} has no such action; it takes ${actions.join(', ')}.`, given(text));
}
