import { z } from 'zod';
import { fact, id } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import type { Context } from '../../src/tool.ts';
import { resolveCampaign } from '../shared/campaign-id.ts';
import { filled, invalid } from '../shared/check.ts';
import { resolveList } from '../shared/list-id.ts';
import { campaignCheck, STARTS_BY_ITSELF } from '../shared/sending.ts';
import { CampaignAnswer } from './answers.ts';
import { changeCampaign } from './change.ts';
import { campaignPath } from './ids.ts';
import { checkSkips, type Settings, settingsBody } from './settings.ts';

/** What is told of a campaign that was changed. */
export const updated = z.object({ campaignId: id, title: fact.optional(), status: campaignStatus });

/** After a change of these and no other, no mail follows that would not have followed anyway. */
const HARMLESS = ['title', 'tracking'];

const RULE =
  'Once a campaign has started, its lists are locked, and so is whether it skips unverified or unverifiable people, further addresses, and people of other campaigns. Leave these out.';

interface Change extends Settings {
  readonly campaignId: string;
  readonly title?: string | undefined;
  readonly allowSending?: boolean | undefined;
}

/** Changes what is given of a campaign. @throws SnovioError */
export async function updateSettings(args: Change, context: Context): Promise<z.input<typeof updated>> {
  const { campaignId: given, allowSending, title, ...settings } = args;
  const name = title === undefined ? {} : { title: filled(title, 'title') };
  if (title === undefined && Object.keys(settings).length === 0)
    throw invalid('campaignId', 'give at least one thing to change.');
  checkSkips(args.skip);
  const campaign = await resolveCampaign(given, context);
  const path = campaignPath(campaign);
  const before = args.skip ? await sendingSettings(path, context) : {};
  const json = { ...name, ...(await settingsBody(settings, context, before)) };
  if (Object.keys(json).length === 0)
    throw invalid('skip', 'is so already; nothing was changed. Give something else to change.');
  const mails = Object.keys(json).some(key => !HARMLESS.includes(key));
  const change = {
    begins: args.startAt ? STARTS_BY_ITSELF : undefined,
    listId: args.listId && (await resolveList(args.listId, context)),
  };
  const check = mails ? campaignCheck(campaign, change, allowSending, context) : undefined;
  const request = { method: 'PATCH', path, json } as const;
  const { data } = await changeCampaign(
    { request, check, rule: RULE, look: 'get_campaign' },
    CampaignAnswer,
    context,
  );
  return { campaignId: data.id, status: data.status, ...(data.title && { title: data.title }) };
}

async function sendingSettings(path: string, { snovio, call }: Context) {
  return (await snovio.read({ method: 'GET', path }, CampaignAnswer, call)).data.sending_settings ?? {};
}
