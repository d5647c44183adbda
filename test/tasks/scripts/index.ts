import { campaignScripts } from './campaigns.ts';
import { findScripts } from './find.ts';
import { prospectScripts } from './prospects.ts';
import type { Scripts } from './script.ts';
import { verifyScripts } from './verify.ts';

/** What a sensible agent does in each task, with the tools of the server. */
export const SCRIPTS: Scripts = {
  ...findScripts,
  ...verifyScripts,
  ...prospectScripts,
  ...campaignScripts,
};
