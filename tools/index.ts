import { DEFAULT_TOOLSETS, type Tool } from '../src/tool.ts';
import { accountTools } from './account/index.ts';
import { analyticsTools } from './analytics/index.ts';
import { campaignEditorTools } from './campaign-editor/index.ts';
import { campaignsTools } from './campaigns/index.ts';
import { crmTools } from './crm/index.ts';
import { findRawSteps, findTools } from './find/index.ts';
import { prospectsTools } from './prospects/index.ts';
import { sendersTools } from './senders/index.ts';
import { verifyRawSteps, verifyTools } from './verify/index.ts';
import { warmUpTools } from './warm-up/index.ts';
import { webhooksTools } from './webhooks/index.ts';

/** Steps of Snov.io's first API that a flow does as a whole. */
export const rawSteps: readonly Tool[] = [...findRawSteps, ...verifyRawSteps];

/** Every tool, in the order in which hosts list them: legacy raw steps last. */
export const tools: readonly Tool[] = [
  ...findTools,
  ...verifyTools,
  ...prospectsTools,
  ...campaignsTools,
  ...accountTools,
  ...webhooksTools,
  ...sendersTools,
  ...warmUpTools,
  ...analyticsTools,
  ...campaignEditorTools,
  ...crmTools,
  ...rawSteps,
];

const isDefault = ({ toolset }: Tool) => (DEFAULT_TOOLSETS as readonly string[]).includes(toolset);

/** Those of the default toolsets. */
export const defaultTools: readonly Tool[] = tools.filter(isDefault);
