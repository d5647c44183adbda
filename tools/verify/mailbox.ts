import { z } from 'zod';

/** What Snov.io's verifier says about a mailbox besides its verdict. */
export const mailboxFacts = {
  disposable: z.boolean().optional(),
  webmail: z.boolean().optional(),
  gibberish: z.boolean().optional(),
};
