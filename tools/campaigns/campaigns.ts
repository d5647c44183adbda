import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { bareArray, dropEmpty, maybeId, maybeText } from '../../src/snovio/shapes/fields.ts';
import { defineTool } from '../../src/tool.ts';
import { validEmail } from '../shared/check.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { allowSending, campaignId, email, paging } from '../shared/params.ts';
import { readCampaigns, resolveCampaign } from '../shared/resolve.ts';
import { guardCampaign } from '../shared/sending.ts';

export const getUserCampaigns = defineTool({
  name: 'get_user_campaigns',
  title: 'Campaigns',
  toolset: 'campaigns',
  methods: ['GET /v1/get-user-campaigns'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists your campaigns with id, status, dates and the id of the prospect list that feeds each one. Free.',
  input: z.object(paging),
  output: z.object({
    ...listingFacts,
    campaigns: z.array(
      z.object({
        id: z.string(),
        name: z.string().optional(),
        status: z.string().optional(),
        listId: z.string().optional(),
        createdAt: z.string().optional(),
        updatedAt: z.string().optional(),
        startedAt: z.string().optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const { rows, facts } = await listAll(args, await readCampaigns(context, 'fresh'), row => ({
      id: row.id,
      ...dropEmpty({
        name: row.campaign,
        status: row.status,
        listId: row.list_id,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
        startedAt: row.started_at,
      }),
    }));
    return { campaigns: rows, ...facts };
  },
});

export const changeRecipientStatus = defineTool({
  name: 'change_recipient_status',
  title: 'Change the status of a recipient',
  toolset: 'campaigns',
  methods: ['POST /v1/change-recipient-status'],
  effect: 'write',
  credits: 'free',
  sends: true,
  description:
    'Pauses, unsubscribes or reactivates one recipient of a campaign. Free. Active may send mail. Finished or Moved recipients cannot be changed; the last four statuses may be refused.',
  input: z.object({
    email,
    campaignId,
    // A and the current reference confirm the first three; the others are from B.
    status: z
      .enum([
        'Active',
        'Paused',
        'Unsubscribed',
        'Finished',
        'Auto-replied',
        'Replied',
        'Replied from another email',
      ])
      .describe('New status'),
    allowSending,
  }),
  output: z.object({ email: z.string(), campaignId: z.string(), status: z.string() }),
  run: async (args, context) => {
    const address = validEmail(args.email, 'email');
    const campaign = await resolveCampaign(args.campaignId, context);
    if (args.status === 'Active') await guardCampaign(campaign, args.allowSending, context);
    const form = { email: address, campaign_id: campaign, status: args.status };
    await context.snovio
      .write({ method: 'POST', path: '/v1/change-recipient-status', form }, z.unknown(), context.call)
      .catch(explainRefusal);
    return { email: address, campaignId: campaign, status: args.status };
  },
});

function explainRefusal(error: unknown): never {
  if (!hasCode(error, 'refused')) throw error;
  throw new SnovioError('refused', {
    ...error.facts,
    message:
      'Snov.io refused the change. Recipients who are Finished or Moved cannot be changed; only Active, Paused and Unsubscribed are sure to be accepted.',
  });
}

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
    'Lists the prospects who went through all steps of a campaign. Free. Single mails: get_campaign_sent_emails.',
  input: z.object({ campaignId, ...paging }),
  output: z.object({
    ...listingFacts,
    prospects: z.array(
      z.object({
        id: z.string().optional(),
        name: z.string().optional(),
        email: z.string().optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const query = { campaignId: await resolveCampaign(args.campaignId, context) };
    const request = { method: 'GET', path: '/v1/prospect-finished', query } as const;
    const all = await context.snovio.read(request, UpstreamFinished, context.call);
    const { rows, facts } = await listAll(args, all, row =>
      dropEmpty({ id: row.prospectId, name: row.userName, email: row.userEmail }),
    );
    return { prospects: rows, ...facts };
  },
});
