import { z } from 'zod';
import { CustomFields, customFieldsOf } from '../../src/snovio/shapes/custom-fields.ts';
import { dropEmpty, maybeDate, maybeId, maybeText, rawText } from '../../src/snovio/shapes/fields.ts';
import { unquoted, visibleText } from '../../src/snovio/shapes/text.ts';
import { cutText } from '../../src/text/cut-text.ts';
import { plainLine } from '../../src/text/line.ts';
import { address, fact, id, link, message, moment } from '../../src/text/roles.ts';
import { defineTool, type Tool, type TypedTool } from '../../src/tool.ts';
import { campaignId } from '../shared/campaign-id.ts';
import { type Columns, columnsOf, detailed } from '../shared/detail.ts';
import { listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { campaignRows } from './campaign-rows.ts';
import { fewRows, fullText, inDetail, LONGEST_FULL_TEXT } from './full-text.ts';

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
  prospectHash: id.optional(),
  name: fact.optional(),
  email: address.optional(),
  industry: fact.optional(),
  country: fact.optional(),
  locality: fact.optional(),
  // The mail that was answered, opened or clicked [A]: so named that nobody takes it for the recipient's words.
  yourMail: z
    .object({
      subject: fact.optional(),
      beginning: fact.optional(),
      // Personalised, so that it holds what recipients wrote of themselves.
      untrustedText: message.optional(),
    })
    .optional(),
  links: z.array(link).optional(),
  customFields: CustomFields.optional(),
};

/** Who, which mail, and which link. */
const BRIEF = ['name', 'email', 'yourMail.subject', 'links'];

/** Where the whole mail stands. */
const TEXT = 'yourMail.untrustedText';

function shapeEvent(row: z.output<typeof UpstreamEvent>, columns: Columns) {
  return dropEmpty({
    prospectHash: row.prospectId,
    name: row.prospectName,
    email: row.prospectEmail,
    industry: row.industry,
    country: row.country,
    locality: row.locality,
    yourMail: mailOf(row, columns),
    links: linksIn(row.links).slice(0, MOST_LINKS),
    customFields: customFieldsOf(row),
  });
}

/** Bodies are only read where a column shows them: they can be long. */
function mailOf({ emailSubject, emailBody }: z.output<typeof UpstreamEvent>, columns: Columns) {
  const isWhole = columns.has(TEXT);
  const isRead = isWhole || columns.has('yourMail.beginning');
  const text = isRead ? visibleText(unquoted(emailBody ?? '')) : '';
  return dropEmpty({
    subject: plainLine(unquoted(emailSubject ?? '')),
    // Its beginning, where the whole is not told: enough to know which mail it was.
    ...(isWhole ? { untrustedText: cutText(text, LONGEST_FULL_TEXT) } : { beginning: plainLine(text) }),
  });
}

/** The links in a text, a list, a map or a list of maps. */
function linksIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value.trim()) ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null || depth > 2) return [];
  return Object.values(value).flatMap(part => linksIn(part, depth + 1));
}

const input = z.object({ campaignId, ...detailed, fullText, ...paging });

interface EventTool<N extends string, R extends string, T extends string>
  extends Pick<Tool, 'title' | 'description'> {
  name: N;
  /** The API method, a GET. */
  path: string;
  /** What the answer calls the rows, and the time in each row. */
  rows: R;
  time: T;
}

type Row<T extends string> = z.ZodObject<typeof eventFields & { [K in T]: z.ZodOptional<typeof moment> }>;
type Output<R extends string, T extends string> = z.ZodObject<
  { campaignId: typeof id } & typeof listingFacts & { [K in R]: z.ZodArray<Row<T>> }
>;

/** Declares a tool that lists what recipients did with the mails of a campaign. */
export function eventTool<const N extends string, const R extends string, const T extends string>({
  name,
  title,
  description,
  path,
  rows: many,
  time,
}: EventTool<N, R, T>): TypedTool<N, typeof input, Output<R, T>> {
  const row = z.object({ ...eventFields, [time]: moment.optional() });
  const tool = defineTool({
    name,
    title,
    description,
    toolset: 'campaigns',
    methods: [`GET ${path}`],
    effect: 'read',
    credits: 'free',
    input,
    output: z.object({ campaignId: id, ...listingFacts, [many]: z.array(row) }),
    run: async (given, context) => {
      const args = inDetail(given);
      const columns = columnsOf(row, [...BRIEF, time], args);
      const shape = (event: z.output<typeof UpstreamEvent>) =>
        columns.pick({ ...dropEmpty({ [time]: event.visitedAt }), ...shapeEvent(event, columns) });
      const wanted = fewRows(args, columns, TEXT);
      const { campaignId, rows, facts } = await campaignRows(path, wanted, UpstreamEvent, shape, context);
      return { campaignId, [many]: rows, ...facts };
    },
  });
  // Of keys that are only known by their variables, the compiler forgets the names.
  return tool as unknown as TypedTool<N, typeof input, Output<R, T>>;
}
