import type { Json } from '../client.ts';
import type { Asks, Send } from './ask.ts';

/** The documented request, with ids that the sandbox knows. */
const CAMPAIGN = {
  title: 'My top campaign',
  email_accounts: [11_980],
  linkedin_accounts: [],
  priority: 'high',
  tracking: { open: true, link_click: true },
  sending_settings: {
    sending_priority: 'first_email',
    daily_sending_all: 10,
    daily_sending_new_recipients: 5,
    skip_unverifiable: true,
    skip_unverified: false,
    skip_who_replied: true,
    skip_company_domain_who_replied: false,
    skip_recipients_without_variables_data: true,
    skip_other_recipients_email_addresses: true,
    skip_recipients_added_to_my_another_campaign: false,
    skip_recipients_added_to_team_another_campaign: false,
    one_click_unsubscribe: true,
  },
  recipients: { list_id: 8_512_908, black_list_id: 8 },
  schedule_id: 4,
  start_campaign_at: '2027-03-25 09:00:00',
  complete_campaign_at: '2027-03-28 06:00:00',
  timezone: 'America/New_York',
  complete_campaign_after_last_step: false,
  archive_in_months: 3,
  provider_matching: false,
  sequence: {
    entry: '1773996379996',
    steps: [
      { _ref: '1773996379996', type: 'email', content_slots: 2, next: '1774364404811' },
      { _ref: '1774364404811', type: 'goal', goal_name: 'end' },
    ],
  },
};

export function campaignEditorAsks(send: Send): Asks {
  const create = (): Promise<Json> => send('POST', '/v2/campaigns/create', { json: CAMPAIGN });
  const path = async () => `/v2/campaigns/${(await create()).data.id}`;
  const content = async () => `${await path()}/steps/1773996379996/content`;
  const block = { content_id: 17_739_963_799_960, subject: 'Hello', body: '<p>Hi {{first_name}}, ...</p>' };
  const write = async () => {
    const place = await content();
    const json = { ...block, plain_text: false, usage: 'active' };
    return { place: `${place}/${block.content_id}`, answer: await send('POST', `${place}/create`, { json }) };
  };
  return {
    create_campaign: create,
    get_campaign: async () => send('GET', await path()),
    update_campaign: async () =>
      send('PATCH', await path(), { json: { title: 'Updated title', priority: 'medium' } }),
    change_campaign_state: () => send('POST', '/v2/campaigns/237951/action', { json: { action: 'pause' } }),
    delete_campaign: async () => send('DELETE', await path()),
    list_schedules: () => send('GET', '/v2/campaigns/schedules'),
    create_step_content: async () => (await write()).answer,
    get_step_content: async () => send('GET', (await write()).place),
    update_step_content: async () =>
      send('PATCH', (await write()).place, { json: { subject: 'Updated subject' } }),
    delete_step_content: async () => send('DELETE', (await write()).place),
  };
}
