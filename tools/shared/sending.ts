import { hasCode, SnovioError } from '../../src/errors.ts';
import type { Named } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';
import { type Campaign, readCampaigns } from './campaigns.ts';
import { readLists } from './prospect-lists.ts';

/**
 * Campaigns in these states mail nobody until the user starts them; a completed one cannot be started again [C:kb].
 * Everything else may mail: Active, Active (On hold), Scheduled, and words that are not known, since Snov.io writes
 * them in the app's language.
 */
const QUIET = new Set(['draft', 'paused', 'automatically paused', 'completed']);

/**
 * Lets a prospect into a list only if no mail can follow, or the user agreed to it.
 * @throws SnovioError `sending_not_allowed`
 */
export async function guardList(
  listId: string,
  allowSending: boolean | undefined,
  context: Context,
): Promise<void> {
  // A running campaign without a list could feed on any.
  const feeding = (await campaignsOrRefuse(context)).find(
    campaign => mayMail(campaign) && (campaign.list_id ?? listId) === listId,
  );
  if (!feeding || mayPass(allowSending, context)) return;
  const list = await listName(listId, context);
  throw refusal('The list feeds a running campaign: this person would be mailed.', context, [
    { what: 'list', name: list },
    { what: 'campaign', name: feeding.campaign ?? feeding.id },
  ]);
}

/**
 * Lets a recipient become Active only if no mail can follow, or the user agreed to it.
 * @throws SnovioError `sending_not_allowed`
 */
export async function guardCampaign(
  campaignId: string,
  allowSending: boolean | undefined,
  context: Context,
): Promise<void> {
  const campaign = (await campaignsOrRefuse(context)).find(({ id }) => id === campaignId);
  if ((campaign && !mayMail(campaign)) || mayPass(allowSending, context)) return;
  const name = campaign?.campaign ?? campaignId;
  throw refusal(
    campaign
      ? 'The campaign is running: this person would be mailed.'
      : "The campaign is not among this account's, so it may be running and this person would be mailed.",
    context,
    [{ what: 'campaign', name }],
  );
}

function mayMail({ status }: Campaign): boolean {
  return !QUIET.has(status?.toLowerCase() ?? '');
}

function mayPass(allowSending: boolean | undefined, { policy }: Context): boolean {
  return policy.allowSending !== 'never' && allowSending === true;
}

function refusal(reason: string, { policy }: Context, names: readonly Named[]): SnovioError {
  const next =
    policy.allowSending === 'never'
      ? 'The configuration forbids sending (SNOVIO_ALLOW_SENDING=never); nothing was changed.'
      : 'Ask the user, then repeat with allowSending: true.';
  return new SnovioError('sending_not_allowed', { message: `${reason} ${next}`, names });
}

/** Nothing is changed while it is unknown whether mail would follow. */
async function campaignsOrRefuse(context: Context): Promise<Campaign[]> {
  try {
    return await readCampaigns(context, 'kept');
  } catch (error) {
    // These say better what to do, and they stop the call as well.
    if (hasCode(error, 'cancelled', 'not_configured', 'plan_forbidden', 'rate_limited', 'unauthorized'))
      throw error;
    throw new SnovioError('sending_not_allowed', {
      message:
        'The campaigns could not be read, so it is unknown whether mail would go out; nothing was changed. Try again in a minute.',
      cause: error,
    });
  }
}

/** Only for the sentence that the user reads: without the name, the id has to do. */
async function listName(listId: string, context: Context): Promise<string> {
  const lists = await readLists(context, 'kept').catch(() => []);
  return lists.find(({ id }) => id === listId)?.name ?? listId;
}
