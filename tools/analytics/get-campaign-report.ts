import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment, words } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { campaignId, resolveCampaign } from '../shared/campaign-id.ts';
import { type Campaign, readCampaigns } from '../shared/campaigns.ts';
import { listNames } from '../shared/prospect-lists.ts';
import { MOST_DAYS } from './activity.ts';
import { type Count, countEvents } from './events.ts';
import { dateFrom, dateTo, daysBetween, type Period, tomorrow, validPeriod } from './period.ts';
import { readProgress } from './progress.ts';
import { type Missing, readParts } from './read-parts.ts';
import { Mails, percent, RATES_NOTE, Rates, readStatistics, type Statistics } from './statistics.ts';
import { countBySubject } from './subjects.ts';

const number = z.number().optional();
const Counted = z.object({ events: number, people: number }).optional();

export const getCampaignReport = defineTool({
  name: 'get_campaign_report',
  title: 'Report on a campaign',
  toolset: 'analytics',
  methods: [
    'GET /v1/get-user-campaigns',
    'GET /v1/get-user-lists',
    'GET /v2/campaigns/{campaign_id}/progress',
    'GET /v2/statistics/campaign-analytics',
    'GET /v1/emails-sent',
    'GET /v1/get-emails-opened',
    'GET /v1/get-emails-clicked',
    'GET /v1/get-emails-replies',
    'GET /v2/campaigns/{campaign_id}/recipients-activity',
  ],
  effect: 'read',
  credits: 'free',
  description:
    'Tells all numbers of one campaign: progress, events, people, rates, subjects. Free. Rates in percent: delivered and bounced of mails, others of people. What failed stands in missing.',
  input: z.object({ campaignId, dateFrom: dateFrom.optional(), dateTo: dateTo.optional() }),
  output: z.object({
    campaignId: id,
    name: fact.optional(),
    status: campaignStatus.optional(),
    listId: id.optional(),
    listName: fact.optional(),
    startedAt: moment.optional(),
    dateFrom: moment.optional(),
    dateTo: moment.optional(),
    progressPercent: number,
    unfinished: number,
    mails: Mails.optional(),
    counts: z.object({
      sent: Counted,
      contactedByEmail: Counted,
      opened: Counted,
      clicked: Counted,
      replied: Counted,
      repliedOnLinkedIn: Counted,
      unsubscribed: Counted,
      autoReplied: Counted,
      interested: Counted,
      maybe: Counted,
      notInterested: Counted,
    }),
    ratesPercent: Rates.optional(),
    bySubject: z
      .array(
        z.object({
          subject: fact,
          sent: z.number(),
          opened: z.number(),
          clicked: z.number(),
          replied: z.number(),
          bounced: z.number(),
          unsubscribed: z.number(),
        }),
      )
      .optional(),
    missing: z.array(z.object({ part: fact, reason: fact })).optional(),
    note: words.optional(),
  }),
  run: async (args, context) => {
    const period = validPeriod(args);
    const id = await resolveCampaign(args.campaignId, context);
    const { parts, missing } = await readParts(reads(id, period, context), 'campaign');
    const { campaign, progress, statistics, bySubject } = parts;
    if (isUnknown(parts, missing)) throw new SnovioError('not_found');
    const counts = countsOf(parts);
    return {
      campaignId: id,
      ...dropEmpty({
        name: campaign?.name,
        status: progress?.status ?? campaign?.status,
        listId: campaign?.listIds?.join(','),
        listName: campaign?.listName,
        startedAt: campaign?.startedAt,
        ...period,
        progressPercent: progress?.progress,
        unfinished: progress?.unfinished,
        mails: statistics?.mails,
      }),
      counts,
      ...dropEmpty({
        ratesPercent: ratesOf(parts),
        bySubject: bySubject?.subjects,
        missing,
        note: noteOf(parts),
      }),
    };
  },
});

/** Everything that the report is made of, side by side. */
function reads(campaignId: string, period: Period, context: Context) {
  const campaign = namedCampaign(campaignId, context);
  return {
    campaign,
    progress: readProgress(campaignId, context),
    statistics: readStatistics({ ...period, campaignIds: [campaignId] }, context),
    sent: countEvents('sent', campaignId, period, context),
    opened: countEvents('opened', campaignId, period, context),
    clicked: countEvents('clicked', campaignId, period, context),
    replied: countEvents('replied', campaignId, period, context),
    bySubject: subjectsWithin(campaignId, period, campaign, context),
  };
}

/** The campaign with the name of its list; undefined where it is not among the account's. */
async function namedCampaign(campaignId: string, context: Context) {
  const [all, nameOf] = await Promise.all([readCampaigns(context, 'kept'), listNames(context)]);
  const campaign = all.find(({ id }) => id === campaignId);
  return campaign && { ...campaign, listName: nameOf(campaign.listIds) };
}

/** Undefined where the days are too many for Snov.io's report, or are not known. */
async function subjectsWithin(
  campaignId: string,
  period: Period,
  campaign: Promise<Campaign | undefined>,
  context: Context,
) {
  const from = period.dateFrom ?? (await campaign)?.createdAt?.slice(0, 10);
  const to = period.dateTo ?? tomorrow();
  if (!from || from > to || daysBetween(from, to) > MOST_DAYS) return undefined;
  return countBySubject(campaignId, { dateFrom: from, dateTo: to }, context);
}

type Parts = Awaited<ReturnType<typeof readParts<ReturnType<typeof reads>>>>['parts'];

/** Its progress is not found, and nothing else says that it is there. */
function isUnknown({ campaign, sent, opened, clicked, replied }: Parts, missing: readonly Missing[]) {
  const isNotFound = missing.some(({ part, reason }) => part === 'progress' && reason === 'not_found');
  return isNotFound && !campaign && ![sent, opened, clicked, replied].some(count => count?.events);
}

/** By the listings of events; where one is missing, by the statistics. What neither says is left out. */
function countsOf({ sent, opened, clicked, replied, statistics }: Parts) {
  const people: Partial<Statistics['people']> = statistics?.people ?? {};
  const byPeople = (number: number | undefined) => dropEmpty({ people: number });
  return dropEmpty({
    sent: dropEmpty({ events: statistics?.mails.sent, ...sent }),
    contactedByEmail: byPeople(people.contactedByEmail),
    opened: counted(opened, people.opened),
    clicked: counted(clicked, people.clicked),
    replied: counted(replied, people.replied),
    repliedOnLinkedIn: byPeople(statistics?.linkedIn.replied),
    unsubscribed: byPeople(people.unsubscribed),
    autoReplied: byPeople(people.autoReplied),
    interested: byPeople(people.interested),
    maybe: byPeople(people.maybe),
    notInterested: byPeople(people.notInterested),
  });
}

function counted(listed: Count | undefined, people: number | undefined) {
  return dropEmpty({ people, ...listed });
}

function ratesOf(parts: Parts) {
  const { mails, people } = parts.statistics ?? {};
  const { opened, clicked, replied } = countsOf(parts);
  const mailed = people?.contactedByEmail ?? parts.sent?.people;
  const ofMailed = (count: number | undefined) => percent(count, mailed);
  return dropEmpty({
    delivered: percent(mails?.delivered, mails?.sent),
    bounced: percent(mails?.bounced, mails?.sent),
    opened: ofMailed(opened?.people),
    clicked: ofMailed(clicked?.people),
    replied: ofMailed(replied?.people),
    unsubscribed: ofMailed(people?.unsubscribed),
  });
}

/** What its numbers count where other tools count something else. */
export const PROGRESS_NOTE =
  'progressPercent counts all for whom it stopped (replied, bounced, unsubscribed, moved); get_finished_prospects may list fewer.';
export const REPLIES_NOTE =
  'replied is by mail; repliedOnLinkedIn, perhaps by the same people, comes on top.';

function noteOf(parts: Parts): string {
  return [
    Object.keys(ratesOf(parts)).length > 0 && RATES_NOTE,
    (parts.progress?.progress ?? 0) > 0 && PROGRESS_NOTE,
    (parts.statistics?.linkedIn.replied ?? 0) > 0 && REPLIES_NOTE,
    subjectsNote(parts),
  ]
    .filter(Boolean)
    .join(' ');
}

function subjectsNote(parts: Parts): string {
  if ('bySubject' in parts && !parts.bySubject)
    return `Counts by subject need at most ${MOST_DAYS} days: give dateFrom and dateTo.`;
  const others = parts.bySubject?.others ?? 0;
  return others > 0 ? `${others} more subjects are left out of bySubject.` : '';
}
