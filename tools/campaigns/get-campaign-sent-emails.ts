import { z } from 'zod';
import { dropEmpty, maybeDate, maybeText } from '../../src/snovio/shapes/fields.ts';
import { address, fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { campaignRows } from './campaign-rows.ts';

/** Here `userName` and `userEmail` are the recipient's. */
const UpstreamSent = z.object({ sentDate: maybeDate, userName: maybeText, userEmail: maybeText });

export const getCampaignSentEmails = defineTool({
  name: 'get_campaign_sent_emails',
  title: 'Mails sent by a campaign',
  toolset: 'campaigns',
  methods: ['GET /v1/emails-sent'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the mails a campaign has sent: to whom and when, newest first. Free. Who is through: get_finished_prospects.',
  input: z.object({ campaignId, ...paging }),
  output: z.object({
    campaignId: id,
    sent: z.array(
      z.object({
        sentAt: moment.optional(),
        name: fact.optional(),
        email: address.optional(),
      }),
    ),
    ...listingFacts,
  }),
  run: async (args, context) => {
    const shape = (row: z.output<typeof UpstreamSent>) =>
      dropEmpty({ sentAt: row.sentDate, name: row.userName, email: row.userEmail });
    const { campaignId, rows, facts } = await campaignRows(
      '/v1/emails-sent',
      args,
      UpstreamSent,
      shape,
      context,
    );
    return { campaignId, sent: rows, ...facts };
  },
});
