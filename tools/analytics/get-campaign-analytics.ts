import { z } from 'zod';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { id, moment, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { resolveCampaign } from '../shared/campaign-id.ts';
import { given, invalid, validEmail } from '../shared/check.ts';
import { dateFrom, dateTo, validPeriod } from './period.ts';
import {
  Mails,
  People,
  percent,
  RATES_NOTE,
  Rates,
  ratesOf,
  readStatistics,
  type Statistics,
} from './statistics.ts';

const several = (description: string) => z.array(z.string()).min(1).max(50).optional().describe(description);
const number = z.number().optional();

export const getCampaignAnalytics = defineTool({
  name: 'get_campaign_analytics',
  title: 'Numbers of campaigns',
  toolset: 'analytics',
  methods: ['GET /v2/statistics/campaign-analytics'],
  effect: 'read',
  credits: 'free',
  description:
    'Sums up campaigns, mail and LinkedIn, by campaign, sender, owner and days. Free. Rates in percent, of mails or people. One campaign: get_campaign_report.',
  input: z.object({
    campaignIds: several('Ids or names; default all active'),
    senderEmailIds: several('Mail accounts'),
    senderLinkedInIds: several('LinkedIn accounts'),
    ownerEmails: several('Team members'),
    dateFrom: dateFrom.optional(),
    dateTo: dateTo.optional(),
  }),
  output: z.object({
    campaignIds: z.array(id).optional(),
    dateFrom: moment.optional(),
    dateTo: moment.optional(),
    mails: Mails,
    people: People,
    linkedIn: z
      .object({
        contacted: number,
        replied: number,
        repliedToRequest: number,
        repliedToMessage: number,
        repliedToInMail: number,
        requestsSent: number,
        requestsAccepted: number,
        requestsFailed: number,
        messagesSent: number,
        inMailsSent: number,
        profilesViewed: number,
        postsLiked: number,
        profilesFollowed: number,
      })
      .optional(),
    ratesPercent: Rates.extend({ linkedInReplied: number }),
    note: words.optional(),
  }),
  run: async (args, context) => {
    const period = validPeriod(args);
    const filter = {
      ...period,
      senderEmailIds: ids(args.senderEmailIds, 'senderEmailIds'),
      senderLinkedInIds: ids(args.senderLinkedInIds, 'senderLinkedInIds'),
      ownerEmails: (args.ownerEmails ?? []).map(text => validEmail(text, 'ownerEmails')),
    };
    const named = await Promise.all((args.campaignIds ?? []).map(text => resolveCampaign(text, context)));
    const campaignIds = [...new Set(named)];
    const { mails, people, linkedIn } = await readStatistics({ ...filter, campaignIds }, context);
    return {
      ...dropEmpty({ campaignIds, ...period, linkedIn }),
      mails,
      people,
      ratesPercent: rates({ mails, people, linkedIn }),
      note: RATES_NOTE,
    };
  },
});

function ids(texts: readonly string[] | undefined, argument: string): string[] {
  return (texts ?? []).map(text => {
    const id = text.trim();
    if (/^\d+$/.test(id)) return id;
    throw invalid(argument, 'holds something that is no id; give numbers.', given(text));
  });
}

function rates({ linkedIn, ...statistics }: Statistics) {
  return {
    ...ratesOf(statistics),
    ...dropEmpty({ linkedInReplied: percent(linkedIn.replied, linkedIn.contacted) }),
  };
}
