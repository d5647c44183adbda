import { z } from 'zod';
import { queueItems } from '../../src/snovio/flows/queue-items.ts';
import { addressesInWords, verification } from '../../src/snovio/flows/verify-emails.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { given, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { Credits, queuedFacts } from '../shared/outputs.ts';
import { spending } from '../shared/params.ts';

export const addEmailsToVerification = defineTool({
  name: 'add_emails_to_verification',
  title: 'Queue verifications (legacy)',
  toolset: 'verify',
  methods: ['POST /v1/add-emails-to-verification'],
  effect: 'spend',
  credits: 'up to 1 per address',
  description:
    'Legacy raw step: queues up to 10 addresses, read later with get_emails_verification_status. PAID: up to 1 credit per address. Use verify_emails.',
  input: z.object({ emails: z.array(z.string()).min(1).max(10).describe('Addresses'), ...spending }),
  output: z.object({
    results: z.array(z.object({ email: given, ...queuedFacts })),
    note: words.optional(),
    credits: Credits,
  }),
  run: async ({ emails, ...options }, { snovio, call }) => {
    const keys = emails.map(normaliseEmail);
    const wanted = [...new Set(keys.filter(key => key !== undefined))];
    if (wanted.length === 0)
      throw invalid('emails', 'holds no e-mail address; give some, such as mara@acme.example.');
    const what = addressesInWords(wanted.length);
    const how = { ...options, call, what, estimated: true };
    const { items, ...facts } = await queueItems(snovio, verification, wanted, how);
    const byItem = new Map(items.map(({ key, ...rest }) => [key, rest]));
    const malformed = { status: 'error', reason: 'format' } as const;
    const results = emails.map((email, i) => ({ email, ...(byItem.get(keys[i] ?? '') ?? malformed) }));
    return { results, ...facts };
  },
});
