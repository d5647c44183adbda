import { hasCode, SnovioError } from '../../src/errors.ts';
import type { Check } from '../../src/snovio/write-once.ts';
import type { Named } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';
import type { Dated } from './cached-reads.ts';
import { type Campaign, readDatedCampaigns } from './campaigns.ts';
import { isAgreed, notAgreed } from './consent.ts';
import { readLists } from './prospect-lists.ts';

/** How old the list of campaigns may be when a write leaves. */
const FRESH_SECONDS = 2;

/**
 * Campaigns in these states mail nobody until the user starts them; a completed one cannot be started again [C:kb].
 * Everything else may mail: Active, Active (On hold), Scheduled, and words that are not known, since Snov.io writes
 * them in the app's language.
 */
const QUIET = new Set(['draft', 'paused', 'automatically paused', 'completed']);

/** A write that mail can follow. */
interface Mail {
  /** What a person agrees to; see {@link isAgreed}. */
  readonly actions: readonly string[];
  /** Why somebody would be mailed. */
  readonly reason: string;
  /** Who would be mailed, and what has to be named: found only when it has to be told. */
  told(): Promise<{ readonly mailed: string; readonly names: readonly Named[] }>;
}

/**
 * Lets prospects into a list only if no mail can follow, or the user agreed to it.
 * @param people how many the whole call lets in
 * @returns the check of each write, which throws `sending_not_allowed`
 */
export function listCheck(
  listId: string,
  people: number,
  allowSending: boolean | undefined,
  context: Context,
): Check {
  return checked(context, async campaigns => {
    // A running campaign whose lists cannot be made out could feed on any.
    const feeding = campaigns.filter(
      campaign => mayMail(campaign) && (campaign.listIds?.includes(listId) ?? true),
    );
    if (feeding.length === 0) return;
    const running = feeding.length === 1 ? 'a running campaign' : `${feeding.length} running campaigns`;
    const mail: Mail = {
      actions: feeding.map(({ id }) => `mail to list ${listId} from campaign ${id}`),
      reason: `The list feeds ${running}`,
      told: async () => ({
        mailed: people === 1 ? 'this person' : `these ${people} people`,
        names: [
          { what: 'list', name: await listName(listId, context) },
          ...feeding.map(({ id, name = id }) => ({ what: 'campaign', name })),
        ],
      }),
    };
    await allowMail(mail, allowSending, context);
  });
}

/**
 * Lets a recipient become Active only if no mail can follow, or the user agreed to it.
 * @returns the check of the write, which throws `sending_not_allowed`
 */
export function recipientCheck(
  email: string,
  campaignId: string,
  allowSending: boolean | undefined,
  context: Context,
): Check {
  return checked(context, async campaigns => {
    const rows = campaigns.filter(({ id }) => id === campaignId);
    if (rows.length > 0 && !rows.some(mayMail)) return;
    const mail: Mail = {
      actions: [`mail to ${email} from campaign ${campaignId}`],
      reason: whyRunning(rows),
      told: async () => ({
        mailed: 'this person',
        names: [
          { what: 'campaign', name: rows[0]?.name ?? campaignId },
          { what: 'recipient', name: email },
        ],
      }),
    };
    await allowMail(mail, allowSending, context);
  });
}

/** @param rows those of the campaign's id, of which one may mail */
function whyRunning(rows: readonly Campaign[]): string {
  return rows.length > 0
    ? 'The campaign is running'
    : "The campaign is not among this account's, so it may be running";
}

/** How a campaign would be changed. */
interface CampaignChange {
  /** Why mail follows even if the campaign is not running, such as `The campaign would be started`. */
  readonly begins?: string | undefined;
  /** The list that would feed it from then on, if that changes. */
  readonly listId?: string | undefined;
}

/**
 * Lets a campaign be changed only if no mail can follow, or the user agreed to it.
 * @returns the check of the write, which throws `sending_not_allowed`
 */
export function campaignCheck(
  campaignId: string,
  { begins, listId }: CampaignChange,
  allowSending: boolean | undefined,
  context: Context,
): Check {
  return checked(context, async campaigns => {
    const rows = campaigns.filter(({ id }) => id === campaignId);
    if (!begins && rows.length > 0 && !rows.some(mayMail)) return;
    const reason = begins ?? whyRunning(rows);
    const [row] = rows;
    const listIds = listId === undefined ? row?.listIds : [listId];
    const mail: Mail = {
      // Who agreed to mail one list has not agreed to mail another.
      actions: [`${reason}: campaign ${campaignId}, lists ${listIds?.join(',') ?? '?'}`],
      reason,
      told: async () => ({
        mailed: await peopleOn(listIds ?? [], context),
        names: [
          { what: 'campaign', name: row?.name ?? campaignId },
          ...(listId === undefined ? [] : [{ what: 'list', name: await listName(listId, context) }]),
        ],
      }),
    };
    await allowMail(mail, allowSending, context);
  });
}

/**
 * Lets a campaign be rebuilt only while it mails nobody.
 * @returns the check of the write, which throws `sending_not_allowed`
 */
export function quietCheck(campaignId: string, context: Context): Check {
  return checked(context, async campaigns => {
    const rows = campaigns.filter(({ id }) => id === campaignId);
    if (rows.length > 0 && !rows.some(mayMail)) return;
    const message = `${whyRunning(rows)}. Pause it first, with pause_campaign; nothing was changed.`;
    const names = [{ what: 'campaign', name: rows[0]?.name ?? campaignId }];
    throw new SnovioError('sending_not_allowed', { message, names });
  });
}

/**
 * Lets a campaign be created that starts by itself only if the user agreed to its mail.
 * @throws SnovioError `sending_not_allowed`
 */
export async function allowStartByItself(
  campaign: { readonly title: string; readonly listId: string },
  allowSending: boolean | undefined,
  context: Context,
): Promise<void> {
  const { title, listId } = campaign;
  const mail: Mail = {
    actions: [`mail to list ${listId} from a new campaign`],
    reason: STARTS_BY_ITSELF,
    told: async () => ({
      mailed: await peopleOn([listId], context),
      names: [
        { what: 'campaign', name: title },
        { what: 'list', name: await listName(listId, context) },
      ],
    }),
  };
  await allowMail(mail, allowSending, context);
}

/** Snov.io documents the date as that of the automatic start, and no other condition [C:ref]. */
export const STARTS_BY_ITSELF = 'The campaign may start by itself at startAt';

/**
 * Where the user forbids sending, nobody becomes Active, in whatever campaign: the mail would follow when it is started.
 * @throws SnovioError `sending_not_allowed`
 */
export function forbidActive(campaign: string, { policy }: Context): void {
  if (policy.allowSending !== 'never') return;
  const reason = 'An Active recipient is mailed, now or when the campaign is started.';
  throw forbidden(reason, [{ what: 'campaign', name: campaign }]);
}

/** Looks at the campaigns, which are at most two seconds old when the write leaves. */
function checked(context: Context, look: (campaigns: readonly Campaign[]) => Promise<void>): Check {
  return async again => {
    const { answer, at } = await campaignsOrRefuse(context, again ? 0 : FRESH_SECONDS);
    await look(answer);
    return at + FRESH_SECONDS * 1000;
  };
}

/** Whether a campaign mails those who are in it, now or when its time comes. */
export function mayMail({ status }: Campaign): boolean {
  return !QUIET.has(status?.toLowerCase() ?? '');
}

async function allowMail(mail: Mail, allowSending: boolean | undefined, context: Context): Promise<void> {
  const { actions, reason } = mail;
  const isForbidden = context.policy.allowSending === 'never';
  if (!isForbidden && isAgreed(actions, allowSending, context)) return;
  const { mailed, names } = await mail.told();
  const told = `${reason}: ${mailed} would be mailed.`;
  if (isForbidden) throw forbidden(told, names);
  const question = {
    about: 'mail',
    actions,
    names,
    text: `${told} Let the mail go out?`,
    label: 'Let the mail go out?',
    code: 'sending_not_allowed',
    refusal: `${told} Ask the user, then repeat with allowSending: true.`,
  } as const;
  throw notAgreed(question, context);
}

/** Where the user forbids sending. @param reason a sentence that says what could be mailed */
export function forbidden(reason: string, names: readonly Named[]): SnovioError {
  const why =
    'The configuration forbids sending (SNOVIO_ALLOW_SENDING=never); nothing was changed. Only the user can change that: tell them.';
  return new SnovioError('sending_not_allowed', { message: `${reason} ${why}`, names });
}

/** Nothing is changed while it is unknown whether mail would follow. */
async function campaignsOrRefuse(context: Context, seconds: number): Promise<Dated<Campaign[]>> {
  try {
    return await readDatedCampaigns(context, seconds);
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

/** How many people could be mailed now, in words: a call before may have saved some. Finished recipients and do-not-email lists make them fewer. */
async function peopleOn(listIds: readonly string[], context: Context): Promise<string> {
  const lists = await readLists(context, 'fresh').catch(() => []);
  const counts = listIds.map(id => lists.find(list => list.id === id)?.contacts ?? 0);
  const people = counts.reduce((sum, count) => sum + count, 0);
  if (people === 0 || counts.includes(0)) return 'the people on its list';
  return people === 1 ? 'the person on its list' : `up to ${people} people on its list`;
}
