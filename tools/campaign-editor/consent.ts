import type { Named } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';
import { readCampaigns } from '../shared/campaigns.ts';
import { isAgreed, notAgreed } from '../shared/consent.ts';

/** What cannot be undone. */
interface Loss {
  /** What is agreed to; only compared. */
  readonly action: string;
  /** For the person, without a question mark, such as `delete this campaign for good`. */
  readonly question: string;
  /** For the agent, such as `the campaign would be gone for good`. */
  readonly consequence: string;
  readonly campaignId: string;
  readonly names?: readonly Named[];
}

/** @throws SnovioError `invalid_input` unless the user agreed */
export async function allowLoss(loss: Loss, confirm: boolean | undefined, context: Context): Promise<void> {
  const actions = [loss.action];
  if (isAgreed(actions, confirm, context)) return;
  // Who is asked has to see which campaign it is; where its name cannot be read, the id has to do.
  const campaigns = await readCampaigns(context, 'kept').catch(() => []);
  const name = campaigns.find(({ id }) => id === loss.campaignId)?.name ?? loss.campaignId;
  const question = {
    about: 'loss',
    actions,
    names: [{ what: 'campaign', name }, ...(loss.names ?? [])],
    text: `${loss.question}?`,
    label: 'Do it?',
    code: 'invalid_input',
    refusal: `confirm: ${loss.consequence}. Ask the user, then repeat with confirm: true.`,
  } as const;
  throw notAgreed(question, context);
}
