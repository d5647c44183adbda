import { z } from 'zod';
import { readV1, type Verification, verifyV1 } from '../../src/snovio/methods/verify.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { VERDICTS } from '../../src/snovio/shapes/statuses.ts';
import type { Found } from '../../src/snovio/tasks/method.ts';
import { fact, given } from '../../src/text/roles.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { invalid } from '../shared/check.ts';
import { mailboxFacts } from './mailbox.ts';

export const getEmailsVerificationStatus = defineTool({
  name: 'get_emails_verification_status',
  title: 'Read verification results (legacy)',
  toolset: 'verify',
  methods: ['POST /v1/get-emails-verification-status'],
  effect: 'read',
  credits: 'free',
  description:
    'Legacy raw step: reads what add_emails_to_verification found; not_run was never verified. Free. Use verify_emails.',
  input: z.object({ emails: z.array(z.string()).min(1).max(100).describe('Addresses') }),
  output: z.object({
    results: z.array(
      z.object({
        email: given,
        status: z.enum([...VERDICTS, 'pending', 'not_run']),
        reason: fact.optional(),
        ...mailboxFacts,
      }),
    ),
  }),
  run: async (args, context) => {
    const given = args.emails.map(email => ({ email, address: normaliseEmail(email) }));
    const wanted = [...new Set(given.flatMap(({ address }) => address ?? []))];
    if (wanted.length === 0)
      throw invalid('emails', 'holds no e-mail address; give some, such as mara@acme.example.');
    const found = await readAll(wanted, context);
    const results = given.map(({ email, address }) => ({
      email,
      ...(address ? verdictOf(found[wanted.indexOf(address)]) : MALFORMED),
    }));
    return { results };
  },
});

const MALFORMED = { status: 'not_valid', reason: 'format' } as const;

/** Reads as many addresses with each request as may be queued with one: a limit of its own is not documented. */
async function readAll(emails: readonly string[], { snovio, call }: Context) {
  const found: Found<Verification>[] = [];
  for (let start = 0; start < emails.length; start += verifyV1.batch) {
    const step = readV1(emails.slice(start, start + verifyV1.batch), 0);
    found.push(...step.read(await snovio.read(step.request, z.unknown(), call)));
  }
  return found;
}

function verdictOf(found: Found<Verification> | undefined) {
  if (found?.state === 'done') return { ...dropEmpty(found.answer), status: found.answer.status };
  if (found?.state === 'running') return { status: 'pending' as const };
  // An answer that says nothing is no "never verified": read it again.
  if (found?.state !== 'absent') return { status: 'pending' as const, reason: 'unclear' };
  return { status: 'not_run' as const, reason: 'not_verified' };
}
