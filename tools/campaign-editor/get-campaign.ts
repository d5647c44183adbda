import { z } from 'zod';
import { dropEmpty, maybeFlag } from '../../src/snovio/shapes/fields.ts';
import { fact, id, message, moment, words } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import { defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { fitObject } from '../shared/size.ts';
import { CampaignAnswer, type UpstreamCampaign } from './answers.ts';
import { textOf } from './content.ts';
import { campaignPath } from './ids.ts';
import { SKIPS } from './settings.ts';
import { waitText } from './wait.ts';

const StepFacts = z.object({
  stepId: id,
  type: fact.optional(),
  next: id.optional(),
  yes: id.optional(),
  no: id.optional(),
  wait: fact.optional(),
  action: fact.optional(),
  value: z.array(z.number()).optional(),
  goalName: fact.optional(),
  contents: z
    .array(z.object({ contentId: id, usage: fact.optional(), plainText: z.boolean().optional() }))
    .optional(),
  subject: fact.optional(),
  untrustedText: message.optional(),
});

const SettingFacts = {
  title: fact.optional(),
  priority: fact.optional(),
  listId: id.optional(),
  doNotEmailListId: id.optional(),
  emailAccounts: z.array(id).optional(),
  linkedInAccounts: z.array(id).optional(),
  scheduleId: id.optional(),
  startAt: moment.optional(),
  completeAt: moment.optional(),
  timezone: fact.optional(),
  trackOpens: z.boolean().optional(),
  trackClicks: z.boolean().optional(),
  sendingPriority: fact.optional(),
  dailyEmails: z.number().optional(),
  dailyNewRecipients: z.number().optional(),
  skip: z.array(z.enum(SKIPS)).optional(),
  oneClickUnsubscribe: z.boolean().optional(),
  providerMatching: z.boolean().optional(),
  completeAfterLastStep: z.boolean().optional(),
  archiveInMonths: z.number().optional(),
};

export const getCampaign = defineTool({
  name: 'get_campaign',
  title: 'Settings and steps of a campaign',
  toolset: 'campaign-editor',
  methods: ['GET /v2/campaigns/{campaign_id}'],
  effect: 'read',
  credits: 'free',
  description:
    'Reads one campaign: status, settings, steps with their content ids. Free. The mails themselves: get_step_content.',
  input: z.object({ campaignId }),
  output: z.object({
    campaignId: id,
    status: campaignStatus,
    ...SettingFacts,
    entry: id.optional(),
    steps: z.array(StepFacts),
    note: words.optional(),
  }),
  run: async (args, context) => {
    const campaign = await resolveCampaign(args.campaignId, context);
    const request = { method: 'GET', path: campaignPath(campaign) } as const;
    const { data } = await context.snovio.read(request, CampaignAnswer, context.call);
    const { kept, note } = fitObject({
      campaignId: data.id,
      status: data.status,
      ...settingFacts(data),
      ...dropEmpty({ entry: data.sequence.entry }),
      steps: data.sequence.steps.map(shapeStep),
    });
    return { ...kept, ...(note && { note }) };
  },
});

function settingFacts(data: UpstreamCampaign) {
  const { sending_settings: sending } = data;
  return dropEmpty({
    title: data.title,
    priority: data.priority,
    listId: data.recipients?.list_id,
    doNotEmailListId: data.recipients?.black_list_id,
    emailAccounts: data.email_accounts,
    linkedInAccounts: data.linkedin_accounts,
    scheduleId: data.schedule_id,
    startAt: data.start_campaign_at,
    completeAt: data.complete_campaign_at,
    timezone: data.timezone,
    trackOpens: data.tracking?.open,
    trackClicks: data.tracking?.link_click,
    sendingPriority: sending?.sending_priority,
    dailyEmails: sending?.daily_sending_all,
    dailyNewRecipients: sending?.daily_sending_new_recipients,
    skip: SKIPS.filter(name => isSkipped(sending?.[`skip_${name}`])),
    oneClickUnsubscribe: sending?.one_click_unsubscribe,
    providerMatching: data.provider_matching,
    completeAfterLastStep: data.complete_campaign_after_last_step,
    archiveInMonths: data.archive_in_months,
  });
}

function isSkipped(flag: unknown): boolean {
  return maybeFlag.parse(flag) === true;
}

function shapeStep(step: UpstreamCampaign['sequence']['steps'][number]) {
  const contents = step.content?.map(({ id: contentId, usage, plain_text: plainText }) => ({
    contentId,
    ...dropEmpty({ usage, plainText }),
  }));
  return {
    stepId: step._ref,
    ...dropEmpty({
      type: step.type,
      next: step.next,
      yes: step.yes,
      no: step.no,
      wait: waitText(step.waiting_type, step.waiting_val),
      action: step.action,
      value: step.value,
      goalName: step.goal_name,
      contents,
      subject: step.subject,
      untrustedText: textOf(step.body),
    }),
  };
}
