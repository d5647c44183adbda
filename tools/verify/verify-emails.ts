import { z } from 'zod';
import { verifyEmails as verifyAll } from '../../src/snovio/flows/verify-emails.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { given } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { inGroups, notRunFacts } from '../shared/not-run.ts';
import { flowFacts, itemFacts } from '../shared/outputs.ts';
import { spending, waitSeconds } from '../shared/params.ts';
import { mailboxFacts } from './mailbox.ts';

export const verifyEmails = defineTool({
  name: 'verify_emails',
  title: 'Verify e-mail addresses',
  toolset: 'verify',
  methods: [
    'POST /v2/email-verification/start',
    'GET /v2/email-verification/result',
    'POST /v1/get-emails-verification-status',
    'POST /v1/add-emails-to-verification',
  ],
  effect: 'spend',
  long: { items: ['emails'] },
  credits: 'up to 1 per address',
  description:
    'Checks whether up to 100 addresses can be mailed. PAID: up to 1 credit per new address. Not for addresses from find_emails: they come verified.',
  input: z.object({
    emails: z.array(z.string()).min(1).max(100).describe('Addresses'),
    ...spending,
    waitSeconds,
  }),
  output: z.object({
    results: z.array(
      z.object({
        email: given,
        ...itemFacts,
        ...mailboxFacts,
      }),
    ),
    ...notRunFacts,
    ...flowFacts,
  }),
  run: async ({ emails, ...options }, { snovio, call }) => {
    if (!emails.some(normaliseEmail))
      throw invalid('emails', 'holds no e-mail address; give some, such as mara@acme.example.');
    return inGroups(await verifyAll(snovio, emails, call, options), ({ email }) => email, call);
  },
});
