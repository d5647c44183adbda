import { z } from 'zod';
import { SnovioError } from '../../src/errors.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { counted } from '../../src/text/counted.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { campaignState, campaignStatus } from '../../src/text/states.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { Mails, People, RATES_NOTE, Rates, ratesOf, readStatistics } from '../analytics/statistics.ts';
import { type Campaign, readCampaigns } from '../shared/campaigns.ts';
import { filled } from '../shared/check.ts';
import { columnsOf, detailed } from '../shared/detail.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { listNames } from '../shared/prospect-lists.ts';

const CampaignRow = z.object({
  id,
  name: fact.optional(),
  status: campaignStatus.optional(),
  listId: id.optional(),
  listName: fact.optional(),
  createdAt: moment.optional(),
  updatedAt: moment.optional(),
  startedAt: moment.optional(),
  mails: Mails.optional(),
  people: People.optional(),
  ratesPercent: Rates.optional(),
});

const BRIEF = ['id', 'name', 'status', 'listId', 'listName', 'startedAt'];

/** Columns that cost a request for each campaign, told only by name, and how many campaigns an answer has then. */
const NUMBERS = ['mails', 'people', 'ratesPercent'];
const MOST_NUMBERED = 10;

export const getUserCampaigns = defineTool({
  name: 'get_user_campaigns',
  title: 'Campaigns',
  toolset: 'campaigns',
  methods: ['GET /v1/get-user-campaigns', 'GET /v1/get-user-lists', 'GET /v2/statistics/campaign-analytics'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists your campaigns with id, status, start and the prospect list that feeds each one. Free. Numbers of several: fields people and ratesPercent.',
  input: z.object({
    status: z.string().optional().describe('Like active'),
    ...detailed,
    ...paging,
  }),
  output: z.object({ ...listingFacts, campaigns: z.array(CampaignRow.partial()) }),
  run: async (args, context) => {
    const columns = columnsOf(CampaignRow, BRIEF, args);
    const status = args.status === undefined ? undefined : campaignState(filled(args.status, 'status'));
    // `active_on_hold` is active too.
    const matches = status && ((row: Campaign) => campaignState(row.status ?? '').startsWith(status));
    const isNumbered = NUMBERS.some(column => args.fields && columns.has(column));
    const limit = Math.min(args.limit ?? MOST_NUMBERED, MOST_NUMBERED);
    const wanted = isNumbered ? { ...args, limit } : args;
    const [campaigns, nameOf] = await Promise.all([
      readCampaigns(context, 'fresh'),
      columns.has('listName') ? listNames(context) : () => undefined,
    ]);
    const shown: Campaign[] = [];
    const shape = (row: Campaign) => {
      shown.push(row);
      return columns.pick(shapeCampaign(row, nameOf(row.listIds)));
    };
    const { rows, facts } = await listAll(wanted, campaigns, shape, matches || undefined);
    const numbers = isNumbered ? await numbersOf(shown.slice(0, rows.length), context) : [];
    const told = rows.map((row, index) => ({ ...row, ...columns.pick(numbers[index] ?? {}) }));
    const others = status && facts.total === 0 && otherStates(campaigns);
    const note = [facts.note, others, numbers.length > 0 && noteOf(numbers)].filter(Boolean).join(' ');
    return { campaigns: told, ...facts, ...dropEmpty({ note }) };
  },
});

/** Snov.io knows eight; words in several languages may be more. */
const MOST_STATES = 12;

/** An empty answer to a word that Snov.io does not use, such as running, must not read as "nothing runs". */
function otherStates(campaigns: readonly Campaign[]): string | undefined {
  const states = new Set(campaigns.flatMap(({ status }) => (status ? [campaignState(status)] : [])));
  return states.size > 0
    ? `No campaign has this status. There are: ${[...states].sort().slice(0, MOST_STATES).join(', ')}.`
    : undefined;
}

/** The numbers of each campaign; none of a draft, undefined where they cannot be read. */
function numbersOf(campaigns: readonly Campaign[], context: Context) {
  return Promise.all(
    campaigns.map(async ({ id, status = '' }) => {
      if (campaignState(status) === 'draft') return {};
      try {
        const { mails, people } = await readStatistics({ campaignIds: [id] }, context);
        return { mails, people, ...dropEmpty({ ratesPercent: ratesOf({ mails, people }) }) };
      } catch (error) {
        if (!(error instanceof SnovioError) || error.code === 'cancelled') throw error;
        return undefined;
      }
    }),
  );
}

function noteOf(numbers: readonly (object | undefined)[]): string {
  const unread = numbers.filter(one => one === undefined).length;
  const said =
    unread > 0 &&
    `The numbers of ${counted(unread, 'campaign')} could not be read now: call again in a minute.`;
  return [RATES_NOTE, said].filter(Boolean).join(' ');
}

function shapeCampaign(row: Campaign, listName: string | undefined) {
  return {
    id: row.id,
    ...dropEmpty({
      name: row.name,
      status: row.status,
      listId: row.listIds?.join(','),
      listName,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      startedAt: row.startedAt,
    }),
  };
}
