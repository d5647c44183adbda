import { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { maybeFlag } from '../../src/snovio/shapes/fields.ts';
import { address, id } from '../../src/text/roles.ts';
import { recipientStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { validEmail } from '../shared/check.ts';
import { allowSending, email } from '../shared/params.ts';
import { forbidActive, recipientCheck } from '../shared/sending.ts';

/** The statuses that can be set, and what Snov.io calls them. A and the current reference confirm the first three; the others are from B. */
const STATUSES = {
  active: 'Active',
  paused: 'Paused',
  unsubscribed: 'Unsubscribed',
  finished: 'Finished',
  auto_replied: 'Auto-replied',
  replied: 'Replied',
  replied_from_another_email: 'Replied from another email',
} as const;

const UpstreamChanged = z.object({ success: maybeFlag.pipe(z.literal(true)) });

export const changeRecipientStatus = defineTool({
  name: 'change_recipient_status',
  title: 'Change the status of a recipient',
  toolset: 'campaigns',
  methods: ['POST /v1/change-recipient-status'],
  effect: 'write',
  credits: 'free',
  description:
    'Pauses, unsubscribes or reactivates one recipient of a campaign. Free. active may send mail. Finished or moved recipients cannot be changed; the last four statuses may be refused.',
  input: z.object({
    email,
    campaignId,
    status: z.enum(Object.keys(STATUSES) as (keyof typeof STATUSES)[]).describe('New status'),
    allowSending,
  }),
  output: z.object({ email: address, campaignId: id, recipientStatus }),
  run: async (args, context) => {
    const recipient = validEmail(args.email, 'email');
    const mails = args.status === 'active';
    if (mails) forbidActive(args.campaignId, context);
    const campaign = await resolveCampaign(args.campaignId, context);
    const form = { email: recipient, campaign_id: campaign, status: STATUSES[args.status] };
    const request = { method: 'POST', path: '/v1/change-recipient-status', form } as const;
    const check = mails ? recipientCheck(recipient, campaign, args.allowSending, context) : undefined;
    await context.snovio.write(request, UpstreamChanged, context.call, check).catch(explainRefusal);
    return { email: recipient, campaignId: campaign, recipientStatus: args.status };
  },
});

function explainRefusal(error: unknown): never {
  if (!hasCode(error, 'refused')) throw error;
  throw new SnovioError('refused', {
    ...error.facts,
    message:
      'Snov.io refused the change. Nobody can be changed who is finished, as those who replied mostly are, or moved, or no recipient of this campaign: to end all mail to them, add_to_do_not_email_list. For others active, paused and unsubscribed are sure to be accepted.',
  });
}
