import type { Tool } from '../../src/tool.ts';
import { addEmailsToVerification } from './add-emails-to-verification.ts';
import { getEmailsVerificationStatus } from './get-emails-verification-status.ts';
import { verifyEmails } from './verify-emails.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const verifyTools = [verifyEmails] as const satisfies readonly Tool[];

/** Its legacy raw steps, which hosts list behind all other tools. */
export const verifyRawSteps = [
  getEmailsVerificationStatus,
  addEmailsToVerification,
] as const satisfies readonly Tool[];
