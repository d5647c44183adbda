import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { Prospect, shapeProspect } from '../../src/snovio/shapes/prospect.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { invalid, validEmail } from '../shared/check.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { email, paging } from '../shared/params.ts';
import { storedVerdicts, verdictNote } from '../shared/verdicts.ts';
import { lookUp } from './look-up.ts';
import { lookUpAll, lookUpFacts } from './look-up-all.ts';

export const getProspectsByEmail = defineTool({
  name: 'get_prospects_by_email',
  title: 'Prospects by address',
  toolset: 'prospects',
  methods: ['POST /v1/get-prospects-by-email'],
  effect: 'read',
  credits: 'free',
  description:
    'FREE: finds people in YOUR lists by one address, with jobs, lists and campaigns, or briefly by up to 100. Unknown people: get_profile_by_email (paid).',
  input: z.object({
    email: email.optional(),
    emails: z.array(z.string()).min(1).max(100).optional().describe('Instead of email'),
    ...paging,
  }),
  output: z.object({
    ...listingFacts,
    prospects: z.array(Prospect).optional(),
    ...lookUpFacts,
  }),
  run: async ({ email, emails, ...page }, context) => {
    if ((email === undefined) === (emails === undefined))
      throw invalid('emails', 'give either email or emails.');
    if (emails === undefined) return aboutOne(email ?? '', page, context);
    if (page.limit !== undefined || page.next !== undefined)
      throw invalid('emails', 'limit and next belong to email. Call again with the addresses in notAsked.');
    return aboutMany(emails, context);
  },
});

async function aboutOne(
  email: string,
  page: { limit?: number | undefined; next?: string | undefined },
  context: Context,
) {
  const asked = validEmail(email, 'email');
  const data = (await lookUp(asked, context)).map(shapeProspect);
  const emails = data.map(prospect => prospect.emails ?? [{ email: asked }]);
  const verdictOf = await storedVerdicts(
    emails.flat().map(one => one.email),
    context,
  );
  const judged = data.map((prospect, index) => ({
    ...prospect,
    emails: emails[index]?.map(one => ({ ...verdictOf(one.email), ...one })),
  }));
  const { rows, facts } = await listAll(page, judged, row => row);
  const note = verdictNote(
    facts.note,
    rows.flatMap(row => row.emails ?? []),
  );
  return { prospects: rows, ...facts, ...dropEmpty({ note }) };
}

async function aboutMany(texts: readonly string[], context: Context) {
  const emails = [...new Set(texts.flatMap(text => normaliseEmail(text) ?? []))];
  if (emails.length === 0)
    throw invalid('emails', 'holds no e-mail address; give some, such as mara@acme.example.');
  const { failed, ...answer } = await lookUpAll(emails, context);
  const noAddresses = texts.filter(text => !normaliseEmail(text));
  const all = [...noAddresses.map(email => ({ email, reason: 'format' })), ...failed];
  return { ...answer, ...dropEmpty({ failed: all }) };
}
