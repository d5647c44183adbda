import type { Effect, Toolset } from '../../src/tool.ts';

/**
 * The tools of the first release, in the order in which hosts list them. Other people's configurations and scripts call
 * these names: nothing here is renamed, moved or given another effect. New tools need no entry: test/snapshots/ holds
 * what hosts are told of them.
 */
export const PROMISED: readonly (readonly [name: string, toolset: Toolset, effect: Effect])[] = [
  ['find_emails', 'find', 'spend'],
  ['find_prospects_by_url', 'find', 'spend'],
  ['search_domain_emails', 'find', 'spend'],
  ['count_domain_emails', 'find', 'read'],
  ['get_profile_by_email', 'find', 'spend'],
  ['verify_emails', 'verify', 'spend'],
  ['save_prospects', 'prospects', 'write'],
  ['add_prospect_to_list', 'prospects', 'write'],
  ['get_prospect_by_id', 'prospects', 'read'],
  ['get_prospects_by_email', 'prospects', 'read'],
  ['get_prospect_custom_fields', 'prospects', 'read'],
  ['get_user_lists', 'prospects', 'read'],
  ['get_prospects_in_list', 'prospects', 'read'],
  ['create_prospect_list', 'prospects', 'write'],
  ['get_user_campaigns', 'campaigns', 'read'],
  ['change_recipient_status', 'campaigns', 'write'],
  ['get_finished_prospects', 'campaigns', 'read'],
  ['get_campaign_replies', 'campaigns', 'read'],
  ['get_all_campaign_replies', 'campaigns', 'read'],
  ['get_campaign_opens', 'campaigns', 'read'],
  ['get_campaign_clicks', 'campaigns', 'read'],
  ['get_campaign_sent_emails', 'campaigns', 'read'],
  ['add_to_do_not_email_list', 'campaigns', 'write'],
  ['list_do_not_email_lists', 'campaigns', 'read'],
  ['get_balance', 'account', 'read'],
  ['list_webhooks', 'webhooks', 'read'],
  ['add_webhook', 'webhooks', 'write'],
  ['update_webhook_status', 'webhooks', 'write'],
  ['delete_webhook', 'webhooks', 'destructive'],
  ['get_emails_from_names', 'find', 'read'],
  ['add_names_to_find_emails', 'find', 'spend'],
  ['add_url_for_search', 'find', 'spend'],
  ['get_emails_from_url', 'find', 'read'],
  ['get_emails_verification_status', 'verify', 'read'],
  ['add_emails_to_verification', 'verify', 'spend'],
];

/** Pairs that models confuse: each names the other. */
export const TWINS: readonly (readonly [string, string])[] = [
  ['find_emails', 'verify_emails'],
  ['get_profile_by_email', 'get_prospects_by_email'],
  ['search_domain_emails', 'count_domain_emails'],
  ['get_campaign_replies', 'get_all_campaign_replies'],
];
