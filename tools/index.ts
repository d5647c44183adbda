import type { Tool } from '../src/tool.ts';
import { getBalance } from './account/get-balance.ts';
import { getAllCampaignReplies } from './campaigns/all-replies.ts';
import {
  getCampaignClicks,
  getCampaignOpens,
  getCampaignReplies,
  getCampaignSentEmails,
} from './campaigns/analytics.ts';
import { changeRecipientStatus, getFinishedProspects, getUserCampaigns } from './campaigns/campaigns.ts';
import { addToDoNotEmailList, listDoNotEmailLists } from './campaigns/do-not-email.ts';
import { findEmails, findProspectsByUrl, getProfileByEmail, searchDomainEmails } from './find/find.ts';
import { addEmailsToVerification, addNamesToFindEmails, addUrlForSearch } from './find/paid-steps.ts';
import {
  countDomainEmails,
  getEmailsFromNames,
  getEmailsFromUrl,
  getEmailsVerificationStatus,
} from './find/raw-reads.ts';
import { addProspectToList } from './prospects/add-prospect-to-list.ts';
import { getProspectCustomFields } from './prospects/custom-fields.ts';
import { getProspectsInList } from './prospects/list-members.ts';
import { createProspectList, getUserLists } from './prospects/lists.ts';
import { getProspectById, getProspectsByEmail } from './prospects/prospects.ts';
import { saveProspects } from './prospects/save-prospects.ts';
import { verifyEmails } from './verify/verify-emails.ts';
import { addWebhook, deleteWebhook, listWebhooks, updateWebhookStatus } from './webhooks/webhooks.ts';

/** Every tool, in the order in which hosts list them: flows first, legacy raw steps last. */
export const tools: readonly Tool[] = [
  findEmails,
  findProspectsByUrl,
  searchDomainEmails,
  countDomainEmails,
  getProfileByEmail,
  verifyEmails,
  saveProspects,
  addProspectToList,
  getProspectById,
  getProspectsByEmail,
  getProspectCustomFields,
  getUserLists,
  getProspectsInList,
  createProspectList,
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
  getBalance,
  listWebhooks,
  addWebhook,
  updateWebhookStatus,
  deleteWebhook,
  getEmailsFromNames,
  addNamesToFindEmails,
  addUrlForSearch,
  getEmailsFromUrl,
  getEmailsVerificationStatus,
  addEmailsToVerification,
];
