import { z } from 'zod';
import { bareArray, dropEmpty, maybeId, maybeText } from '../../src/snovio/shapes/fields.ts';
import { address, fact, id } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';

/** Here `userName` and `userEmail` are the prospect's, not the account user's. */
const UpstreamFinished = bareArray(
  z.object({ prospectId: maybeId, userName: maybeText, userEmail: maybeText }),
);

export const getFinishedProspects = defineTool({
  name: 'get_finished_prospects',
  title: 'Prospects that finished a campaign',
  toolset: 'campaigns',
  methods: ['GET /v1/prospect-finished'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the prospects who went through all steps of a campaign. Free. Mails: get_campaign_sent_emails.',
  input: z.object({ campaignId, ...paging }),
  output: z.object({
    ...listingFacts,
    prospects: z.array(
      z.object({
        prospectHash: id.optional(),
        name: fact.optional(),
        email: address.optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const query = { campaignId: await resolveCampaign(args.campaignId, context) };
    const request = { method: 'GET', path: '/v1/prospect-finished', query } as const;
    const all = await context.snovio.read(request, UpstreamFinished, context.call);
    const { rows, facts } = await listAll(args, all, ({ prospectId, userName: name, userEmail: email }) =>
      // Nothing else leads to somebody without an address.
      dropEmpty(email ? { name, email } : { prospectHash: prospectId, name }),
    );
    return { prospects: rows, ...facts };
  },
});
