import { REPLIES } from '../data/replies.ts';
import type { CampaignSeed, Reply } from '../data/types.ts';
import { verdictOf } from '../database/mailbox.ts';
import { parseDate } from '../dates.ts';
import { newProspect, type Prospect } from './prospect.ts';
import { type MailHistory, sequenceHistory } from './sequence-history.ts';

/** The lower-case words of the recipient check [C:ref]; `paused` is a GUESS. */
export type RecipientStatus = 'tocheck' | 'active' | 'paused' | 'finished' | 'unsubscribe' | 'moved';

/** A prospect in a campaign. */
export interface Recipient extends MailHistory {
  prospect: Prospect;
  status: RecipientStatus;
}

/** The recipients of a campaign by address in lower case. */
export type Recipients = Map<string, Recipient>;

const HOUR = 3_600_000;

/** The recipients that a campaign starts with; they are created at the first call, since they can be many. */
export function seedRecipients(seed: CampaignSeed, members: Prospect[], start: number): () => Recipients {
  let recipients: Recipients | undefined;
  // A copy: prospects that join the list later are enrolled, and mailed, on their own.
  const initialMembers = [...members];
  return () => {
    recipients ??= createRecipients(
      seed,
      seed.bulk ? generateProspects(seed.bulk, start) : initialMembers,
      start,
    );
    return recipients;
  };
}

function createRecipients(seed: CampaignSeed, prospects: Prospect[], start: number): Recipients {
  const recipients = prospects.map((prospect, index) =>
    seed.followUps
      ? { prospect, ...sequenceHistory(seed, prospect, index, start) }
      : seedRecipient(seed, prospect, index, start),
  );
  return new Map(recipients.map(recipient => [recipient.prospect.email, recipient]));
}

/** Somebody who has just been enrolled. */
export function newRecipient(prospect: Prospect, status: RecipientStatus): Recipient {
  return { prospect, status, sent: [], opened: [], clicked: [], unsubscribed: [], replies: [] };
}

function generateProspects(count: number, start: number): Prospect[] {
  return Array.from({ length: count }, (_, index) => ({
    ...newProspect(`reader ${index}`, start),
    email: `reader${index}@load.example`,
    firstName: 'Reader',
    lastName: `No${index}`,
    fullName: `Reader No${index}`,
  }));
}

function seedRecipient(seed: CampaignSeed, prospect: Prospect, index: number, start: number): Recipient {
  const status = seedStatus(seed, index);
  const recipient = newRecipient(prospect, status);
  if (status === 'tocheck') return recipient;
  const sent = start + HOUR + index * 60_000;
  return {
    ...recipient,
    sent: [sent],
    opened: seed.bulk || index % 2 === 0 ? [sent + 2 * HOUR] : [],
    clicked: index % 5 === 0 && !seed.bulk ? [sent + 3 * HOUR] : [],
    unsubscribed: status === 'unsubscribe' ? [sent + 4 * HOUR] : [],
    replies: repliesOf(seed, index),
  };
}

function repliesOf(seed: CampaignSeed, index: number): Reply[] {
  if (seed.reply) return [seed.reply];
  return seed.status === 'Active' ? (REPLIES[index] ?? []) : [];
}

/** In the running campaign the last six recipients show every status that is not `active`. */
function seedStatus(seed: CampaignSeed, index: number): RecipientStatus {
  if (seed.status === 'Completed') return 'finished';
  if (seed.status === 'Draft' || seed.status === 'Scheduled') return 'tocheck';
  const lastSix: RecipientStatus[] = ['finished', 'finished', 'unsubscribe', 'moved', 'paused', 'tocheck'];
  return lastSix[index - 18] ?? (REPLIES[index] && seed.status === 'Active' ? 'finished' : 'active');
}

/** When the recipient first replied by e-mail, in milliseconds of the epoch. */
export function firstReplyAt(recipient: Recipient): number | undefined {
  const times = recipient.replies
    .filter(({ type }) => type === 'email')
    .map(({ receivedAt }) => parseDate(receivedAt));
  return times.length > 0 ? Math.min(...times) : undefined;
}

/**
 * When mails to a recipient came back: those to a mailbox that does not exist. GUESS: at once. Nothing that somebody
 * opened, clicked or answered has come back.
 */
export function bouncesOf({ prospect, sent, opened, clicked, replies }: Recipient): number[] {
  const isRead = opened.length + clicked.length + replies.length > 0;
  return !isRead && verdictOf(prospect.email).kind === 'not_valid' ? sent : [];
}
