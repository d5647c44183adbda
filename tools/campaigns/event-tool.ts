import { z } from 'zod';
import { dropEmpty, maybeDate, maybeId, maybeText, rawText } from '../../src/snovio/shapes/fields.ts';
import { unquoted, visibleText } from '../../src/snovio/shapes/text.ts';
import { plainLine } from '../../src/text/line.ts';
import { address, fact, id, link, message, moment } from '../../src/text/roles.ts';
import { defineTool, type Tool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { cutText } from '../shared/size.ts';
import { campaignRows } from './campaign-rows.ts';
import { fewRows, fullText, LONGEST_FULL_TEXT } from './full-text.ts';

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
  // Null in every sample [A]: the clicked link is documented nowhere.
  links: z.unknown().optional(),
});

/** How many links of a row are told. */
const MOST_LINKS = 10;

const eventFields = {
  prospectId: id.optional(),
  name: fact.optional(),
  email: address.optional(),
  industry: fact.optional(),
  country: fact.optional(),
  locality: fact.optional(),
  subject: fact.optional(),
  mailText: fact.optional(),
  untrustedText: message.optional(),
  links: z.array(link).optional(),
  customFields: z.array(z.object({ label: fact, value: fact })).optional(),
};

function shapeEvent(row: z.output<typeof UpstreamEvent>, isWhole: boolean) {
  const text = visibleText(unquoted(row.emailBody ?? ''));
  return dropEmpty({
    prospectId: row.prospectId,
    name: row.prospectName,
    email: row.prospectEmail,
    industry: row.industry,
    country: row.country,
    locality: row.locality,
    subject: plainLine(unquoted(row.emailSubject ?? '')),
    // Its beginning: enough to know which mail it was.
    ...(isWhole ? { untrustedText: cutText(text, LONGEST_FULL_TEXT) } : { mailText: plainLine(text) }),
    links: linksIn(row.links).slice(0, MOST_LINKS),
    customFields: customFields(row),
  });
}

/** The links in a text, a list, a map or a list of maps. */
function linksIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value.trim()) ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null || depth > 2) return [];
  return Object.values(value).flatMap(part => linksIn(part, depth + 1));
}

/** Custom fields come flattened into keys such as `customField_Phone`, while `customFields` is null. */
function customFields(row: Record<string, unknown>) {
  return Object.entries(row).flatMap(([key, value]) => {
    const label = /^customField_(.+)$/s.exec(key)?.[1];
    const text =
      typeof value === 'number' ? String(value) : typeof value === 'string' ? plainLine(value) : '';
    return label && text ? [{ label: plainLine(label), value: text }] : [];
  });
}

interface EventTool extends Pick<Tool, 'name' | 'title' | 'description'> {
  /** The API method, a GET. */
  path: string;
  /** What the answer calls the rows, and the time in each row. */
  rows: string;
  time: string;
}

/** Declares a tool that lists what recipients did with the mails of a campaign. */
export function eventTool({ name, title, description, path, rows: many, time }: EventTool): Tool {
  return defineTool({
    name,
    title,
    description,
    toolset: 'campaigns',
    methods: [`GET ${path}`],
    effect: 'read',
    credits: 'free',
    input: z.object({ campaignId, fullText, ...paging }),
    output: z.object({
      ...listingFacts,
      [many]: z.array(z.object({ ...eventFields, [time]: moment.optional() })),
    }),
    run: async (args, context) => {
      const shape = (row: z.output<typeof UpstreamEvent>) => ({
        ...dropEmpty({ [time]: row.visitedAt }),
        ...shapeEvent(row, args.fullText ?? false),
      });
      const { rows, facts } = await campaignRows(path, fewRows(args), UpstreamEvent, shape, context);
      return { [many]: rows, ...facts };
    },
  });
}
