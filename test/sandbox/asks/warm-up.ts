import type { Asks, Send } from './ask.ts';

export const warmUpAsks = (send: Send): Asks => ({
  create_warm_up: () =>
    send('POST', '/v2/warm-up', {
      json: { email_account_id: 11_981, per_day: 2, from: 2, increase: 2, campaign_deadline: '2100-12-21' },
    }),
  list_warm_ups: () => send('GET', '/v2/warm-up', { query: { per_page: '20', status: 'active' } }),
  get_warm_up: () => send('GET', '/v2/warm-up/123'),
  update_warm_up: () => send('PATCH', '/v2/warm-up/123', { json: { per_day: 30 } }),
  delete_warm_up: () => send('DELETE', '/v2/warm-up/124'),
  warm_up_statistics: () => send('GET', '/v2/warm-up/statistics/123', { query: { period: 'two_weeks' } }),
});
