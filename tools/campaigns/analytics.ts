import { z } from 'zod';
import {
  bareArray,
  dropEmpty,
  maybeDate,
  maybeId,
  maybeText,
  rawText,
} from '../../src/snovio/shapes/fields.ts';
import { unquoted, visibleLine, visibleText } from '../../src/snovio/shapes/text.ts';
import { type Context, defineTool, type Tool } from '../../src/tool.ts';
import { list, listingFacts, type Page } from '../shared/paging.ts';
import { campaignId, paging } from '../shared/params.ts';
import { resolveCampaign } from '../shared/resolve.ts';
import { cutText } from '../shared/size.ts';

/** Rows of one upstream answer; `offset` counts in steps of this [A]. */
const PAGE = 10_000;
/** How much of a mail's text stands beside each row: enough to know which mail it was. */
const EXCERPT = 200;

interface Wanted {
  campaignId: string;
  limit?: number | undefined;
  next?: string | undefined;
}

/** Rows of a campaign, newest first, from a method that pages by `offset`. */
async function campaignRows<S extends z.ZodType, R>(
  path: string,
  wanted: Wanted,
  row: S,
  shape: (row: z.output<S>) => R,
  context: Context,
) {
  const id = await resolveCampaign(wanted.campaignId, context);
  const load = async (position: number): Promise<Page<z.output<S>>> => {
    const start = position - (position % PAGE);
    const query = { campaignId: id, ...(start > 0 && { offset: start }) };
    const rows = await context.snovio.read({ method: 'GET', path, query }, bareArray(row), context.call);
    return { rows, start, last: rows.length < PAGE };
  };
  return list(wanted, load, shape);
}

/** One row of replies, opens and clicks: they share their documented sample. */
const UpstreamEvent = z.looseObject({
  visitedAt: maybeDate,
  prospectId: maybeId,
  prospectName: maybeText,
  prospectEmail: maybeText,
  industry: maybeText,
  country: maybeText,
  locality: maybeText,
  emailSubject: rawText,
  emailBody: rawText,
});

const eventFields = {
  prospectId: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  industry: z.string().optional(),
  country: z.string().optional(),
  locality: z.string().optional(),
  subject: z.string().optional(),
  mailText: z.string().optional(),
  customFields: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
};

function shapeEvent(row: z.output<typeof UpstreamEvent>) {
  return dropEmpty({
    prospectId: row.prospectId,
    name: row.prospectName,
    email: row.prospectEmail,
    industry: row.industry,
    country: row.country,
    locality: row.locality,
    subject: visibleLine(unquoted(row.emailSubject ?? '')),
    mailText: cutText(visibleText(unquoted(row.emailBody ?? '')), EXCERPT),
    customFields: customFields(row),
  });
}

/** Custom fields come flattened into keys such as `customField_Phone`, while `customFields` is null. */
function customFields(row: Record<string, unknown>) {
  return Object.entries(row).flatMap(([key, value]) => {
    const label = /^customField_(.+)$/s.exec(key)?.[1];
    const text =
      typeof value === 'number' ? String(value) : typeof value === 'string' ? visibleLine(value) : '';
    return label && text ? [{ label: visibleLine(label), value: text }] : [];
  });
}

const input = z.object({ campaignId, ...paging });

interface EventTool {
  name: string;
  title: string;
  description: string;
  path: string;
  /** What the answer calls the rows, and the time in each row. */
  rows: string;
  time: string;
}

function eventTool({ name, title, description, path, rows: many, time }: EventTool): Tool {
  const shape = (row: z.output<typeof UpstreamEvent>) => ({
    ...dropEmpty({ [time]: row.visitedAt }),
    ...shapeEvent(row),
  });
  return defineTool({
    name,
    title,
    description,
    toolset: 'campaigns',
    methods: [`GET ${path}`],
    effect: 'read',
    credits: 'free',
    input,
    output: z.object({
      ...listingFacts,
      [many]: z.array(z.object({ ...eventFields, [time]: z.string().optional() })),
    }),
    run: async (args, context) => {
      const { rows, facts } = await campaignRows(path, args, UpstreamEvent, shape, context);
      return { [many]: rows, ...facts };
    },
  });
}

export const getCampaignReplies = eventTool({
  name: 'get_campaign_replies',
  title: 'Who replied to a campaign',
  description:
    "Lists who replied to a campaign by mail and when, newest first, with the subject of your mail that was answered. Free. The replies' own words: get_all_campaign_replies.",
  path: '/v1/get-emails-replies',
  rows: 'replies',
  // The row's `visitedAt` is the time of the reply although the name says otherwise [A].
  time: 'repliedAt',
});

export const getCampaignOpens = eventTool({
  name: 'get_campaign_opens',
  title: 'Who opened mails of a campaign',
  description:
    'Lists who opened which mail of a campaign and when, newest first. Free. Clicks: get_campaign_clicks.',
  path: '/v1/get-emails-opened',
  rows: 'opens',
  time: 'openedAt',
});

export const getCampaignClicks = eventTool({
  name: 'get_campaign_clicks',
  title: 'Who clicked links of a campaign',
  description:
    'Lists who clicked a link in which mail of a campaign and when, newest first. Free. Opens: get_campaign_opens.',
  path: '/v1/get-emails-clicked',
  rows: 'clicks',
  time: 'clickedAt',
});

/** Here `userName` and `userEmail` are the recipient's. */
const UpstreamSent = z.object({ sentDate: maybeDate, userName: maybeText, userEmail: maybeText });

export const getCampaignSentEmails = defineTool({
  name: 'get_campaign_sent_emails',
  title: 'Mails sent by a campaign',
  toolset: 'campaigns',
  methods: ['GET /v1/emails-sent'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists the mails a campaign has sent: to whom and when, newest first. Free. Who is through: get_finished_prospects.',
  input,
  output: z.object({
    sent: z.array(
      z.object({
        sentAt: z.string().optional(),
        name: z.string().optional(),
        email: z.string().optional(),
      }),
    ),
    ...listingFacts,
  }),
  run: async (args, context) => {
    const shape = (row: z.output<typeof UpstreamSent>) =>
      dropEmpty({ sentAt: row.sentDate, name: row.userName, email: row.userEmail });
    const { rows, facts } = await campaignRows('/v1/emails-sent', args, UpstreamSent, shape, context);
    return { sent: rows, ...facts };
  },
});
