import type { Asks, Send } from './ask.ts';

export const analyticsAsks = (send: Send): Asks => ({
  campaign_analytics: () =>
    send('GET', '/v2/statistics/campaign-analytics', {
      query: { campaign_id: '237951,237952', date_from: '2026-08-20', date_to: '2026-09-30' },
    }),
  recipients_activity: () =>
    send('GET', '/v2/campaigns/237951/recipients-activity', {
      query: { dateFrom: '2026-08-20', dateTo: '2026-09-20', limit: '5' },
    }),
});
