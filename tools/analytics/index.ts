import type { Tool } from '../../src/tool.ts';
import { checkCampaignRecipients } from './check-campaign-recipients.ts';
import { getCampaignAnalytics } from './get-campaign-analytics.ts';
import { getCampaignProgress } from './get-campaign-progress.ts';
import { getCampaignReport } from './get-campaign-report.ts';
import { getRecipientsActivity } from './get-recipients-activity.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const analyticsTools = [
  getCampaignReport,
  getCampaignAnalytics,
  getCampaignProgress,
  getRecipientsActivity,
  checkCampaignRecipients,
] as const satisfies readonly Tool[];
