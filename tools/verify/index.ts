import type { Tool } from '../../src/tool.ts';
import { addEmailsToVerification } from './add-emails-to-verification.ts';
import { getEmailsVerificationStatus } from './get-emails-verification-status.ts';
import { verifyEmails } from './verify-emails.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const verifyTools: readonly Tool[] = [verifyEmails];

/** Its legacy raw steps, which hosts list behind all other tools. */
export const verifyRawSteps: readonly Tool[] = [getEmailsVerificationStatus, addEmailsToVerification];
