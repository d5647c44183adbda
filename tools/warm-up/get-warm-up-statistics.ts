import { z } from 'zod';
import { dropEmpty, maybeFlag, maybeNumber } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { unlessRefused } from '../shared/accepted.ts';
import { invalid } from '../shared/check.ts';
import { listFew, listingFacts } from '../shared/paging.ts';
import { next } from '../shared/params.ts';
import { validDay } from './day.ts';
import { validWarmUpId, warmUpId } from './warm-up.ts';

const UpstreamDay = z.object({
  emails_sent: maybeNumber.pipe(z.number()),
  replies: maybeNumber,
  bounces: maybeNumber,
  spam_emails: maybeNumber,
  inbox_emails: maybeNumber,
  categories_emails: maybeNumber,
  scheduled: maybeNumber,
});
const UpstreamProvider = z.object({
  count: maybeNumber,
  spam: maybeNumber,
  percent: maybeNumber,
  categories: maybeNumber,
});
const UpstreamShare = z.object({ count: maybeNumber, percent: maybeNumber }).optional();

/** PHP writes an empty list for an empty object. */
function mapOf<S extends z.ZodType>(key: z.ZodString, item: S) {
  const emptied = (value: unknown) => (Array.isArray(value) && value.length === 0 ? {} : value);
  return z.preprocess(emptied, z.record(key, item));
}

const UpstreamStatistics = unlessRefused(
  z.object({
    data: z.object({
      daily_statistics: mapOf(z.string().regex(/^\d{4}-\d\d-\d\d$/), UpstreamDay),
      provider_statistics: mapOf(z.string(), UpstreamProvider),
      deliverability: z.object({ inbox: UpstreamShare, spam: UpstreamShare, categories: UpstreamShare }),
      is_calculated: maybeFlag,
    }),
  }),
);

const Share = z.object({ count: z.number().optional(), percent: z.number().optional() });

export const getWarmUpStatistics = defineTool({
  name: 'get_warm_up_statistics',
  title: 'Statistics of a warm-up',
  toolset: 'warm-up',
  methods: ['GET /v2/warm-up/statistics/{id}'],
  effect: 'read',
  credits: 'free',
  description:
    "Tells by day and provider where a warm-up's mails arrived (inbox, spam, categories), replies and bounces. Free. Default: two weeks.",
  input: z.object({
    warmUpId,
    dateFrom: z.string().optional().describe('YYYY-MM-DD'),
    dateTo: z.string().optional().describe('YYYY-MM-DD'),
    next,
  }),
  output: z.object({
    warmUpId: id,
    calculated: z.boolean(),
    deliverability: z.object({ inbox: Share, spam: Share, categories: Share }).partial(),
    providers: z.array(
      z.object({
        provider: fact,
        inbox: z.number().optional(),
        inboxPercent: z.number().optional(),
        spam: z.number().optional(),
        categories: z.number().optional(),
      }),
    ),
    ...listingFacts,
    days: z.array(
      z.object({
        date: moment,
        sent: z.number(),
        replies: z.number().optional(),
        bounces: z.number().optional(),
        spam: z.number().optional(),
        inbox: z.number().optional(),
        categories: z.number().optional(),
        scheduled: z.number().optional(),
      }),
    ),
  }),
  run: async (args, { snovio, call }) => {
    const warmUpId = validWarmUpId(args.warmUpId);
    const path = `/v2/warm-up/statistics/${warmUpId}`;
    const request = { method: 'GET', path, query: rangeOf(args) } as const;
    const { data } = await snovio.read(request, UpstreamStatistics, call);
    const days = Object.entries(data.daily_statistics).sort(([one], [other]) => (one < other ? -1 : 1));
    const { rows, facts } = await listFew(args, days, shapeDay);
    const calculated = data.is_calculated === true;
    const pending = 'Snov.io still computes these figures: call again in a minute.';
    const note = [calculated ? '' : pending, facts.note].filter(Boolean).join(' ');
    return {
      warmUpId,
      calculated,
      deliverability: dropEmpty(data.deliverability),
      providers: Object.entries(data.provider_statistics).map(shapeProvider),
      ...facts,
      ...(note && { note }),
      days: rows,
    };
  },
});

/** @throws SnovioError `invalid_input` */
function rangeOf({ dateFrom, dateTo }: { dateFrom?: string; dateTo?: string }) {
  if (dateFrom === undefined && dateTo === undefined) return { period: 'two_weeks' };
  if (dateFrom === undefined) throw invalid('dateFrom', 'is missing: give it too, dateTo needs it.');
  const date_from = validDay(dateFrom, 'dateFrom');
  if (dateTo === undefined) return { date_from };
  const date_to = validDay(dateTo, 'dateTo');
  if (date_to < date_from)
    throw invalid('dateTo', 'lies before dateFrom; write the earlier day as dateFrom.');
  return { date_from, date_to };
}

function shapeDay([date, day]: [string, z.output<typeof UpstreamDay>]) {
  return {
    date,
    sent: day.emails_sent,
    ...dropEmpty({
      replies: day.replies,
      bounces: day.bounces,
      spam: day.spam_emails,
      inbox: day.inbox_emails,
      categories: day.categories_emails,
      scheduled: day.scheduled,
    }),
  };
}

/** Of a provider, `count` and `percent` are about the inbox: in the sample 6 and 75, with 2 in spam [C:ref]. */
function shapeProvider([provider, figures]: [string, z.output<typeof UpstreamProvider>]) {
  return {
    provider,
    ...dropEmpty({
      inbox: figures.count,
      inboxPercent: figures.percent,
      spam: figures.spam,
      categories: figures.categories,
    }),
  };
}
