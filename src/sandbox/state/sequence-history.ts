import { ANSWERS } from '../data/sequence.ts';
import type { CampaignSeed, Reply } from '../data/types.ts';
import { verdictOf } from '../database/mailbox.ts';
import { dateText } from '../dates.ts';
import { hashOf } from '../random.ts';
import type { Prospect } from './prospect.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Mails a day; days between mails to the same person, as in the plan; the share of people, in percent, who open and then answer it. */
const PER_DAY = 24;
const DAYS_APART = 4;
const OPENED = [58, 47, 36];
const ANSWERED = [15, 24, 16];
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
  const draw = (what: string) => hashOf(`${what} ${prospect.email}`) % 100;
  const mails = [seed.subject, ...(seed.followUps ?? [])].slice(0, index < LAST_DONE ? 3 : 2);
  for (const [step, subject] of mails.entries()) {
    const sent = first + step * DAYS_APART * DAY;
    history.sent.push(sent);
    if (draw(`opens ${step}`) >= (OPENED[step] ?? 0)) continue;
    const opened = sent + 20 * MINUTE + draw(`opens after ${step}`) * 15 * MINUTE;
    history.opened.push(opened);
    if (draw(`clicks ${step}`) < 22) history.clicked.push(opened + 2 * MINUTE);
    if (draw(`answers ${step}`) < (ANSWERED[step] ?? 0))
      return { ...history, status: 'finished', replies: repliesOf(prospect, subject, opened, draw) };
    if (draw(`unsubscribes ${step}`) < 2)
      return { ...history, status: 'unsubscribe', unsubscribed: [opened + MINUTE] };
  }
  return { ...history, status: mails.length < 3 ? 'active' : 'finished' };
}

/** One reply in eight comes by LinkedIn, and one person in five writes again. */
function repliesOf(
  prospect: Prospect,
  subject: string,
  opened: number,
  draw: (what: string) => number,
): Reply[] {
  const at = opened + HOUR + draw('answers after') * 30 * MINUTE;
  const quoted = `Hello ${prospect.firstName}, a word about "${subject}".`;
  const message =
    ANSWERS[(hashOf(prospect.email) >>> 16) % ANSWERS.length]?.(prospect.firstName, quoted) ?? '';
  if (draw('channel') < 12)
    return [{ type: 'linkedinMessage', receivedAt: dateText(at), subject: '', message }];
  const first: Reply = { type: 'email', receivedAt: dateText(at), subject: `Re: ${subject}`, message };
  if (draw('writes again') >= 20) return [first];
  const again = { receivedAt: dateText(at + 2 * DAY), message: 'Did you get my mail of the other day?' };
  return [first, { ...first, ...again }];
}
