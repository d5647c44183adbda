import { z } from 'zod';
import { rowsByKey } from '../../src/snovio/methods/task.ts';
import { dropEmpty, maybeFlag, maybeText } from '../../src/snovio/shapes/fields.ts';
import { normaliseEmail } from '../../src/snovio/shapes/normalise.ts';
import { given, id } from '../../src/text/roles.ts';
import { recipientStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { invalid } from '../shared/check.ts';
import { aboutCampaign, readAccepted } from './read.ts';

/** Addresses of a request, and characters of an address [C:ref]. */
const MOST = 100;
const LONGEST = 100;

const UpstreamRecipients = z.object({
  data: z.array(z.object({ email: maybeText.pipe(z.string()), exist: maybeFlag, status: maybeText })),
});

type Row = z.output<typeof UpstreamRecipients>['data'][number];

export const checkCampaignRecipients = defineTool({
  name: 'check_campaign_recipients',
  title: 'Who is a recipient of a campaign',
  toolset: 'analytics',
  methods: ['GET /v2/campaigns/{campaign_id}/recipient'],
  effect: 'read',
  credits: 'free',
  description:
    'Tells which of up to 100 addresses are recipients of a campaign, and their status, such as finished. Free.',
  input: z.object({
    campaignId,
    emails: z.array(z.string()).min(1).max(MOST).describe('Addresses'),
  }),
  output: z.object({
    campaignId: id,
    results: z.array(
      z.object({
        email: given,
        isRecipient: z.boolean().optional(),
        recipientStatus: recipientStatus.optional(),
        reason: z.enum(['format', 'too_long', 'no_answer']).optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const spellings = new Map<string, string>();
    for (const text of args.emails) {
      const email = normaliseEmail(text) ?? text;
      if (!spellings.has(email)) spellings.set(email, text);
    }
    const wanted = [...spellings.keys()].filter(email => !faultOf(email));
    if (wanted.length === 0)
      throw invalid(
        'emails',
        `holds no e-mail address that Snov.io takes here: give some, none longer than ${LONGEST} characters.`,
      );
    const id = await resolveCampaign(args.campaignId, context);
    const request = { ...aboutCampaign(id, 'recipient'), query: { emails: wanted } };
    const { data } = await readAccepted(request, UpstreamRecipients, context);
    const rows = rowsByKey(data, raw => {
      const { email, ...facts } = raw as Row;
      return [normaliseEmail(email) ?? email, facts];
    });
    const results = [...spellings].map(([email, text]) => ({
      email: text,
      ...outcomeOf(email, rows.get(email)),
    }));
    return { campaignId: id, results };
  },
});

function faultOf(email: string) {
  if (!normaliseEmail(email)) return 'format';
  return email.length > LONGEST ? 'too_long' : undefined;
}

/** An address without a row, whose row does not say it, or whose rows say two things, is neither a recipient nor none. */
function outcomeOf(email: string, row: Omit<Row, 'email'> | undefined) {
  const reason = faultOf(email);
  if (reason) return { reason } as const;
  if (row?.exist === undefined) return { reason: 'no_answer' } as const;
  return { isRecipient: row.exist, ...dropEmpty({ recipientStatus: row.status }) };
}
