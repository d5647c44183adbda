import { z } from 'zod';
import { hasCode } from '../../src/errors.ts';
import { dropEmpty } from '../../src/snovio/shapes/fields.ts';
import { fact, id, moment } from '../../src/text/roles.ts';
import { campaignStatus } from '../../src/text/states.ts';
import { type Context, defineTool } from '../../src/tool.ts';
import { type Campaign, readCampaigns } from '../shared/campaigns.ts';
import { listAll, listingFacts } from '../shared/paging.ts';
import { paging } from '../shared/params.ts';
import { readLists } from '../shared/prospect-lists.ts';

/** How many campaigns a note names. */
const MOST_NAMED = 10;

export const getUserLists = defineTool({
  name: 'get_user_lists',
  title: 'Prospect lists',
  toolset: 'prospects',
  methods: ['GET /v1/get-user-lists', 'GET /v1/get-user-campaigns'],
  effect: 'read',
  credits: 'free',
  description:
    'Lists your prospect lists: id, name, size and the campaigns that each one feeds. Free. The people in one: get_prospects_in_list.',
  input: z.object({
    includeDeleted: z.boolean().optional().describe('Deleted lists too'),
    ...paging,
  }),
  output: z.object({
    ...listingFacts,
    lists: z.array(
      z.object({
        id,
        name: fact.optional(),
        contacts: z.number().optional(),
        createdAt: moment.optional(),
        deletedAt: moment.optional(),
        deleted: z.boolean().optional(),
        campaigns: z
          .array(z.object({ id, name: fact.optional(), status: campaignStatus.optional() }))
          .optional(),
      }),
    ),
  }),
  run: async (args, context) => {
    const [all, campaigns] = await Promise.all([readLists(context, 'fresh'), campaignsOrNothing(context)]);
    const shown = args.includeDeleted ? all : all.filter(list => list.isDeleted !== true);
    const { rows, facts } = await listAll(args, shown, row => ({
      id: row.id,
      ...dropEmpty({
        name: row.name,
        contacts: row.contacts,
        createdAt: row.creationDate,
        deletedAt: row.deletionDate ?? row.deleteDate,
        deleted: row.isDeleted || undefined,
        campaigns: campaigns?.filter(({ listIds }) => listIds?.includes(row.id)).map(brief),
      }),
    }));
    const note = [facts.note, doubts(campaigns)].filter(Boolean).join(' ');
    return { lists: rows, ...facts, ...dropEmpty({ note }) };
  },
});

/** The lists are of use without them. */
function campaignsOrNothing(context: Context): Promise<Campaign[] | undefined> {
  return readCampaigns(context, 'fresh').catch(error => {
    if (hasCode(error, 'cancelled')) throw error;
    return undefined;
  });
}

function brief({ id, name, status }: Campaign) {
  return { id, ...dropEmpty({ name, status }) };
}

/** What is not known of the campaigns that the lists feed. */
function doubts(campaigns: readonly Campaign[] | undefined): string | undefined {
  if (!campaigns) return 'The campaigns could not be read: which lists feed one is unknown.';
  const unclear = campaigns.filter(({ listIds }) => listIds === undefined).map(({ id }) => id);
  if (unclear.length === 0) return undefined;
  const named = unclear.slice(0, MOST_NAMED).join(', ');
  return `Which list feeds these campaigns is unknown: ${named}${unclear.length > MOST_NAMED ? '…' : ''}.`;
}
