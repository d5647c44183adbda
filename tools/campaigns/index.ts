import type { Tool } from '../../src/tool.ts';
import { addToDoNotEmailList } from './add-to-do-not-email-list.ts';
import { changeRecipientStatus } from './change-recipient-status.ts';
import { getAllCampaignReplies } from './get-all-campaign-replies.ts';
import { getCampaignClicks } from './get-campaign-clicks.ts';
import { getCampaignOpens } from './get-campaign-opens.ts';
import { getCampaignReplies } from './get-campaign-replies.ts';
import { getCampaignSentEmails } from './get-campaign-sent-emails.ts';
import { getFinishedProspects } from './get-finished-prospects.ts';
import { getUserCampaigns } from './get-user-campaigns.ts';
import { listDoNotEmailLists } from './list-do-not-email-lists.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const campaignsTools = [
  getUserCampaigns,
  changeRecipientStatus,
  getFinishedProspects,
  getCampaignReplies,
  getAllCampaignReplies,
  getCampaignOpens,
  getCampaignClicks,
  getCampaignSentEmails,
  addToDoNotEmailList,
  listDoNotEmailLists,
] as const satisfies readonly Tool[];
