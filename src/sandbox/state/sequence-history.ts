import type { CampaignSeed, Reply } from '../data/types.ts';
import { verdictOf } from '../database/mailbox.ts';
import { dateText } from '../dates.ts';
import type { Prospect } from './prospect.ts';
import { reactionTo } from './reaction.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Mails a day; days between mails to the same person, as in the plan. */
const PER_DAY = 24;
const DAYS_APART = 4;
/** From this recipient on the last mail is still to come. */
const LAST_DONE = 140;

/** What has become of the mails to somebody; times in milliseconds of the epoch. */
export interface MailHistory {
  sent: number[];
  opened: number[];
  clicked: number[];
  unsubscribed: number[];
  replies: Reply[];
}

/** The same, and how it is with who got them. */
type Outcome = MailHistory & { status: 'active' | 'finished' | 'unsubscribe' };

/**
 * What has become of the mails of a sequence that has run for weeks: its recipients get them until they answer,
 * unsubscribe, or the mail comes back.
 * @param index the recipient's among all
 */
export function sequenceHistory(
  seed: CampaignSeed,
  prospect: Prospect,
  index: number,
  start: number,
): Outcome {
  const history: MailHistory = { sent: [], opened: [], clicked: [], unsubscribed: [], replies: [] };
  const first = start + HOUR + Math.floor(index / PER_DAY) * DAY + (index % PER_DAY) * 7 * MINUTE;
  if (verdictOf(prospect.email).kind === 'not_valid')
    return { ...history, status: 'finished', sent: [first] };
  const mails = [seed.subject, ...(seed.followUps ?? [])].slice(0, index < LAST_DONE ? 3 : 2);
  for (const [step, subject] of mails.entries()) {
    const sent = first + step * DAYS_APART * DAY;
    const { opened, clicked, unsubscribed, replies } = reactionTo(prospect, step, subject);
    history.sent.push(sent);
    if (opened !== undefined) history.opened.push(sent + opened);
    if (clicked !== undefined) history.clicked.push(sent + clicked);
    const received = replies.map(({ after, reply }) => ({ ...reply, receivedAt: dateText(sent + after) }));
    if (received.length > 0) return { ...history, status: 'finished', replies: received };
    if (unsubscribed !== undefined)
      return { ...history, status: 'unsubscribe', unsubscribed: [sent + unsubscribed] };
  }
  return { ...history, status: mails.length < 3 ? 'active' : 'finished' };
}
