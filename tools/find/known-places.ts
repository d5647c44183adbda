import { z } from 'zod';
import { fact } from '../../src/text/roles.ts';
import type { Context } from '../../src/tool.ts';
import { readCampaigns } from '../shared/campaigns.ts';
import { readLists } from '../shared/prospect-lists.ts';

/** Where in the account somebody stands already. */
export const knownPlaces = { list: fact, campaigns: z.array(fact).optional() };

/** The most campaigns that are told of a list. */
const MOST_CAMPAIGNS = 3;

interface KnownPlaces {
  list: string;
  /** Campaigns that the list feeds. */
  campaigns?: string[];
}

/**
 * The names of lists, and of the campaigns that they feed. Read only if somebody is on one; where that cannot be read, ids
 * stand for names.
 * @param listIds of each person
 */
export async function placesOf(
  listIds: readonly string[],
  context: Context,
): Promise<(listId: string) => KnownPlaces> {
  if (listIds.length === 0) return listId => ({ list: listId });
  const [lists, campaigns] = await Promise.all([
    readLists(context, 'kept').catch(() => []),
    readCampaigns(context, 'kept').catch(() => []),
  ]);
  return listId => {
    const feeding = campaigns.filter(campaign => campaign.listIds?.includes(listId));
    return {
      list: lists.find(({ id }) => id === listId)?.name ?? listId,
      ...(feeding.length > 0 && {
        campaigns: feeding.slice(0, MOST_CAMPAIGNS).map(({ id, name = id }) => name),
      }),
    };
  };
}
