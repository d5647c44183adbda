import { z } from 'zod';
import { id, words } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { filled, invalid } from '../shared/check.ts';
import { listId, resolveList } from '../shared/list-id.ts';
import { allowSending } from '../shared/params.ts';
import { allowStartByItself } from '../shared/sending.ts';
import { fitObject } from '../shared/size.ts';
import { CampaignAnswer } from './answers.ts';
import { changeCampaign } from './change.ts';
import { sequenceOf } from './sequence.ts';
import { emailAccounts, linkedInAccounts, settingsBody, startAt, timezone, title } from './settings.ts';
import { steps } from './step.ts';
import { StepIds, stepIds } from './step-ids.ts';

const input = z.object({
  title,
  listId,
  emailAccounts,
  linkedInAccounts,
  steps,
  startAt,
  timezone,
  allowSending,
});

export const createCampaign = defineTool({
  name: 'create_campaign',
  title: 'Create a campaign',
  toolset: 'campaign-editor',
  methods: ['POST /v2/campaigns/create', 'GET /v1/get-user-lists', 'GET /v2/sender-accounts/emails'],
  effect: 'write',
  credits: 'free',
  description:
    'Creates a draft campaign. Free. Next: add_step_content, then change_campaign_status. Steps without links follow each other.',
  input,
  output: z.object({
    campaignId: id,
    status: campaignStatus,
    steps: StepIds,
    note: words,
  }),
  run: async (args, context) => {
    const name = filled(args.title, 'title');
    const planned = sequenceOf(args.steps, Date.now());
    const body = await settingsBody({ ...args, ...defaults(args) }, context);
    if (args.startAt) {
      const campaign = { title: name, listId: await resolveList(args.listId, context) };
      await allowStartByItself(campaign, args.allowSending, context);
    }
    const json = { title: name, ...body, ...requiredOf(args, body), sequence: planned.sequence };
    const request = { method: 'POST', path: '/v2/campaigns/create', json } as const;
    const { data } = await changeCampaign({ request, look: 'get_user_campaigns' }, CampaignAnswer, context);
    const { kept, note } = fitObject(stepIds(data, planned.names));
    return {
      campaignId: data.id,
      status: data.status,
      steps: kept,
      note: [NOTE, note].filter(Boolean).join(' '),
    };
  },
});

const NOTE =
  'A draft: write each content with add_step_content, then ask the user and start it with change_campaign_status.';

type Args = z.output<typeof input>;

const sendsMail = ({ steps }: Args) => steps.some(({ type }) => type === 'email');

/** What Snov.io requires, of everybody or of campaigns that send mail; the user may change it afterwards. */
function defaults(args: Args) {
  if (!sendsMail(args)) return { completeAfterLastStep: false };
  if (!args.emailAccounts?.length)
    throw invalid(
      'emailAccounts',
      'a campaign with email steps needs at least one mail sender; list_sender_accounts lists them.',
    );
  return {
    completeAfterLastStep: false,
    trackOpens: false,
    trackClicks: false,
    // Fewer mails, and none to who has answered.
    skip: ['unverifiable', 'who_replied'],
    oneClickUnsubscribe: true,
  };
}

/** What it requires as well, and no tool changes. */
function requiredOf(args: Args, { sending_settings }: Record<string, unknown>) {
  const always = { priority: 'medium', archive_in_months: 3 };
  if (!sendsMail(args)) return always;
  const sending = { sending_priority: 'first_email', ...(sending_settings as object) };
  return { ...always, provider_matching: false, sending_settings: sending };
}
