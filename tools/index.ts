import { DEFAULT_TOOLSETS, type Tool } from '../src/tool.ts';
import { accountTools } from './account/index.ts';
import { analyticsTools } from './analytics/index.ts';
import { campaignEditorTools } from './campaign-editor/index.ts';
import { campaignsTools } from './campaigns/index.ts';
import { companiesTools } from './companies/index.ts';
import { crmTools } from './crm/index.ts';
import { databaseTools } from './database/index.ts';
import { findRawSteps, findTools } from './find/index.ts';
import { prospectsTools } from './prospects/index.ts';
import { sendersTools } from './senders/index.ts';
import { verifyRawSteps, verifyTools } from './verify/index.ts';
import { warmUpTools } from './warm-up/index.ts';
import { webhooksTools } from './webhooks/index.ts';

/** Steps of Snov.io's first API that a flow does as a whole. */
export const rawSteps = [...findRawSteps, ...verifyRawSteps] as const satisfies readonly Tool[];

const typedTools = [
  ...findTools,
  ...verifyTools,
  ...prospectsTools,
  ...campaignsTools,
  ...accountTools,
  ...webhooksTools,
  ...databaseTools,
  ...sendersTools,
  ...warmUpTools,
  ...analyticsTools,
  ...campaignEditorTools,
  ...companiesTools,
  ...crmTools,
  ...rawSteps,
] as const satisfies readonly Tool[];

/** Any of the tools, with the types of its arguments and its answer. */
export type KnownTool = (typeof typedTools)[number];

/** Every tool, in the order in which hosts list them: legacy raw steps last. */
export const tools: readonly Tool[] = typedTools;

const isDefault = ({ toolset, needs }: Tool) =>
  needs === undefined && (DEFAULT_TOOLSETS as readonly string[]).includes(toolset);

/** Those that are there unless the user sets anything. */
export const defaultTools: readonly Tool[] = tools.filter(isDefault);
