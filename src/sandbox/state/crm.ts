import { BLACKLISTS, CAMPAIGNS, LISTS } from '../data/crm.ts';
import { repliedCampaign } from '../data/replies.ts';
import { SEQUENCE } from '../data/sequence.ts';
import type { CampaignSeed, ListSeed } from '../data/types.ts';
import { database } from '../database/database.ts';
import { parseDate } from '../dates.ts';
import { hexOf } from '../random.ts';
import { type CampaignPlan, seedPlan } from './campaign-plan.ts';
import { type Prospect, prospectOf } from './prospect.ts';
import { type Recipients, seedRecipients } from './recipients.ts';

/** A list of prospects; times in milliseconds of the epoch. */
export interface List {
  id: number;
  name: string;
  createdAt: number;
  deletedAt?: number;
  /** In the order in which they were added. */
  members: Prospect[];
}

/** A mail campaign; times in milliseconds of the epoch. */
export interface Campaign {
  id: number;
  name: string;
  /** The list that feeds it. */
  listId: number;
  status: string;
  subject: string;
  /** The subjects of the mails after the first. */
  followUps?: string[];
  createdAt: number;
  /** Null before the launch. */
  startedAt: number | null;
  hash: string;
  recipients: () => Recipients;
  plan: CampaignPlan;
  /** How often it was started or resumed here. */
  rounds: number;
  /** Set when its recipients are generated: none of them is a prospect of the account. */
  bulk?: number;
}

/** A do-not-email list. */
export interface Blacklist {
  id: number;
  name: string;
  owner: string;
  /** Addresses and domains in lower case. */
  items: Set<string>;
}

/** The prospects of an account and what it does with them. */
export interface Crm {
  lists: List[];
  /** All prospects of all lists, in the order in which they were added. */
  prospects: Prospect[];
  campaigns: Campaign[];
  blacklists: Blacklist[];
}

const DAY = 86_400_000;

/**
 * A fresh account's lists, prospects, campaigns and do-not-email lists.
 * @param replies to one more campaign
 * @param sequence whether there is a campaign with follow-ups, too
 */
export function seedCrm(accountId: string, replies = 0, sequence = false): Crm {
  const prospects = new Map<string, Prospect>();
  const lists = LISTS.map((seed, index) => seedList(seed, index, accountId, prospects));
  const seeds = [
    ...CAMPAIGNS,
    ...(replies > 0 ? [repliedCampaign(replies)] : []),
    ...(sequence ? [SEQUENCE] : []),
  ];
  const campaigns = seeds.map((seed, index) => seedCampaign(seed, index, lists));
  const blacklists = BLACKLISTS.map(seed => ({ ...seed, items: new Set(seed.items) }));
  return { lists, prospects: [...prospects.values()], campaigns, blacklists };
}

function seedList(seed: ListSeed, index: number, accountId: string, prospects: Map<string, Prospect>): List {
  const people = seed.of.flatMap(([domain, count]) => database.staff(domain).slice(0, count));
  const members = people.map(person => {
    const prospect = prospects.get(person.email) ?? prospectOf(person, accountId);
    prospects.set(person.email, prospect);
    return prospect;
  });
  const createdAt = parseDate('2026-01-07 08:25:44') + index * DAY;
  return {
    id: seed.id,
    name: seed.name,
    createdAt,
    ...(seed.deleted ? { deletedAt: createdAt + 3_600_000 } : {}),
    members,
  };
}

function seedCampaign(seed: CampaignSeed, index: number, lists: List[]): Campaign {
  const createdAt = parseDate('2026-08-20 07:12:56') + index * DAY;
  const started = seed.status !== 'Draft' && seed.status !== 'Scheduled';
  const members = lists.find(({ id }) => id === seed.listId)?.members ?? [];
  return {
    ...seed,
    createdAt,
    startedAt: started ? createdAt + 45_000 : null,
    hash: hexOf(`campaign ${seed.id}`, 32),
    recipients: seedRecipients(seed, members, createdAt),
    plan: seedPlan(seed.id, [seed.subject, ...(seed.followUps ?? [])]),
    rounds: 0,
  };
}
