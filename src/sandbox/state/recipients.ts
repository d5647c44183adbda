import type { GivenCampaign } from '../data/crm.ts';
import { REPLIES, type Reply } from '../data/replies.ts';
import { at } from '../dates.ts';
import { newProspect, type Prospect } from './prospect.ts';

/** Lower-case words of the recipient check [C:ref]; `paused` is a GUESS. */
export type RecipientStatus = 'tocheck' | 'active' | 'paused' | 'finished' | 'unsubscribe' | 'moved';

/** A prospect in a campaign; times in milliseconds of the epoch. */
export interface Recipient {
  prospect: Prospect;
  status: RecipientStatus;
  sent: number[];
  opened: number[];
  clicked: number[];
  replies: Reply[];
}

/** The recipients of a campaign, by address in lower case; made when first asked for. */
export type Audience = () => Map<string, Recipient>;

const HOUR = 3_600_000;

/** The recipients that a campaign starts with. */
export function seedAudience(given: GivenCampaign, members: Prospect[], start: number): Audience {
  let made: Map<string, Recipient> | undefined;
  // The list grows later; who joins it then is enrolled, and mailed, one by one.
  const first = [...members];
  return () => {
    const people = given.bulk ? readers(given.bulk, start) : first;
    const all = () => people.map((each, index) => seedRecipient(given, each, index, start));
    made ??= new Map(all().map(each => [each.prospect.email, each]));
    return made;
  };
}

/** Somebody who has just been enrolled. */
export function newRecipient(prospect: Prospect, status: RecipientStatus): Recipient {
  return { prospect, status, sent: [], opened: [], clicked: [], replies: [] };
}

function readers(count: number, start: number): Prospect[] {
  return Array.from({ length: count }, (_, index) => ({
    ...newProspect(`reader ${index}`, start),
    email: `reader${index}@load.example`,
    firstName: 'Reader',
    lastName: `No${index}`,
    fullName: `Reader No${index}`,
  }));
}

function seedRecipient(given: GivenCampaign, prospect: Prospect, index: number, start: number): Recipient {
  const status = statusAt(given, index);
  const recipient = newRecipient(prospect, status);
  if (status === 'tocheck') return recipient;
  const sent = start + HOUR + index * 60_000;
  const replies = given.status === 'Active' ? (REPLIES[index] ?? []) : [];
  return {
    ...recipient,
    sent: [sent],
    opened: given.bulk || index % 2 === 0 ? [sent + 2 * HOUR] : [],
    clicked: index % 5 === 0 && !given.bulk ? [sent + 3 * HOUR] : [],
    replies,
  };
}

/** In the running campaign the last six recipients have one special status each. */
function statusAt(given: GivenCampaign, index: number): RecipientStatus {
  if (given.status === 'Completed') return 'finished';
  if (given.status === 'Draft' || given.status === 'Scheduled') return 'tocheck';
  const special: RecipientStatus[] = ['finished', 'finished', 'unsubscribe', 'moved', 'paused', 'tocheck'];
  return special[index - 18] ?? (REPLIES[index] && given.status === 'Active' ? 'finished' : 'active');
}

/** When the first reply to a mail came. */
export function firstReply(recipient: Recipient): number | undefined {
  const times = recipient.replies.filter(each => each.type === 'email').map(each => at(each.at));
  return times.length > 0 ? Math.min(...times) : undefined;
}
