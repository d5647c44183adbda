import type { Tool } from '../src/tool.ts';
import { getBalance } from './account.ts';
import { addProspectToList } from './add-prospect.ts';
import { getAllCampaignReplies } from './all-replies.ts';
import {
  getCampaignClicks,
  getCampaignOpens,
  getCampaignReplies,
  getCampaignSentEmails,
} from './analytics.ts';
import { changeRecipientStatus, getFinishedProspects, getUserCampaigns } from './campaigns.ts';
import { getProspectCustomFields } from './custom-fields.ts';
import { addToDoNotEmailList, listDoNotEmailLists } from './do-not-email.ts';
import { findEmails, findProspectsByUrl, getProfileByEmail, searchDomainEmails } from './find.ts';
import { getProspectsInList } from './list-members.ts';
import { createProspectList, getUserLists } from './lists.ts';
import { addEmailsToVerification, addNamesToFindEmails, addUrlForSearch } from './paid-steps.ts';
import { getProspectById, getProspectsByEmail } from './prospects.ts';
import {
  countDomainEmails,
  getEmailsFromNames,
  getEmailsFromUrl,
  getEmailsVerificationStatus,
} from './raw-reads.ts';
import { saveProspects } from './save-prospects.ts';
import { verifyEmails } from './verify.ts';
import { addWebhook, deleteWebhook, listWebhooks, updateWebhookStatus } from './webhooks.ts';

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
