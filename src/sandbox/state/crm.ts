import { BLACKLISTS, CAMPAIGNS, type GivenCampaign, type GivenList, LISTS } from '../data/crm.ts';
import { world } from '../database/database.ts';
import { at } from '../dates.ts';
import { hexOf } from '../random.ts';
import { type Prospect, prospectOf } from './prospect.ts';
import { type Audience, seedAudience } from './recipients.ts';

/** A list of prospects. */
export interface List {
  id: number;
  name: string;
  createdAt: number;
  deletedAt?: number;
  /** The last added is the last one here. */
  members: Prospect[];
}

/** A mail campaign. */
export interface Campaign {
  id: number;
  name: string;
  listId: number;
  status: string;
  subject: string;
  createdAt: number;
  startedAt: number | null;
  hash: string;
  audience: Audience;
  /** Its recipients are made up, and many; none of them is a prospect of the account. */
  bulk?: number;
}

/** A do-not-email list of addresses and domains. */
export interface Blacklist {
  id: number;
  name: string;
  owner: string;
  items: Set<string>;
}

/** What an account has collected. */
export interface Crm {
  lists: List[];
  /** All prospects of all lists, in the order in which they came. */
  prospects: Prospect[];
  campaigns: Campaign[];
  blacklists: Blacklist[];
}

/** A fresh account's lists, prospects and campaigns. */
export function seedCrm(accountId: string): Crm {
  const prospects = new Map<string, Prospect>();
  const lists = LISTS.map((each, index) => listOf(each, index, accountId, prospects));
  const campaigns = CAMPAIGNS.map((each, index) => campaignOf(each, index, lists));
  const blacklists = BLACKLISTS.map(each => ({ ...each, items: new Set(each.items) }));
  return { lists, prospects: [...prospects.values()], campaigns, blacklists };
}

function listOf(given: GivenList, index: number, accountId: string, prospects: Map<string, Prospect>): List {
  const people = given.of.flatMap(([domain, count]) => world.staff(domain).slice(0, count));
  const members = people.map(person => {
    const known = prospects.get(person.email) ?? prospectOf(person, accountId);
    prospects.set(person.email, known);
    return known;
  });
  const createdAt = at('2026-01-07 08:25:44') + index * 86_400_000;
  return {
    id: given.id,
    name: given.name,
    createdAt,
    ...(given.deleted ? { deletedAt: createdAt + 3_600_000 } : {}),
    members,
  };
}

function campaignOf(given: GivenCampaign, index: number, lists: List[]): Campaign {
  const createdAt = at('2026-08-20 07:12:56') + index * 86_400_000;
  const started = given.status !== 'Draft' && given.status !== 'Scheduled';
  const members = lists.find(each => each.id === given.listId)?.members ?? [];
  return {
    ...given,
    createdAt,
    startedAt: started ? createdAt + 45_000 : null,
    hash: hexOf(`campaign ${given.id}`, 32),
    audience: seedAudience(given, members, createdAt),
  };
}
