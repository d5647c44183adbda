import type { Tool } from '../../src/tool.ts';
import { addStepContent } from './add-step-content.ts';
import { changeCampaignStatus } from './change-campaign-status.ts';
import { createCampaign } from './create-campaign.ts';
import { deleteCampaign } from './delete-campaign.ts';
import { deleteStepContent } from './delete-step-content.ts';
import { getCampaign } from './get-campaign.ts';
import { getStepContent } from './get-step-content.ts';
import { listCampaignSchedules } from './list-campaign-schedules.ts';
import { pauseCampaign } from './pause-campaign.ts';
import { updateCampaign } from './update-campaign.ts';
import { updateCampaignSteps } from './update-campaign-steps.ts';
import { updateStepContent } from './update-step-content.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const campaignEditorTools = [
  createCampaign,
  getCampaign,
  updateCampaign,
  updateCampaignSteps,
  addStepContent,
  getStepContent,
  updateStepContent,
  deleteStepContent,
  listCampaignSchedules,
  changeCampaignStatus,
  pauseCampaign,
  deleteCampaign,
] as const satisfies readonly Tool[];
