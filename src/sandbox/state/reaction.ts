import { ANSWERS } from '../data/sequence.ts';
import type { Reply } from '../data/types.ts';
import { verdictOf } from '../database/mailbox.ts';
import { hashOf } from '../random.ts';
import type { Prospect } from './prospect.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The share of people, in percent, who open each mail of a sequence, and then answer it. */
const OPENED = [58, 47, 36];
const ANSWERED = [15, 24, 16];

/** What somebody does with a mail, and how many milliseconds after it was sent. */
export interface Reaction {
  opened?: number;
  clicked?: number;
  unsubscribed?: number;
  /** In their order. */
  replies: { after: number; reply: Omit<Reply, 'receivedAt'> }[];
}

/**
 * What somebody does with a mail: the same for the same person and mail. Whose mailbox does not exist does nothing.
 * @param step the mail's place in the sequence, from 0
 */
export function reactionTo(prospect: Prospect, step: number, subject: string): Reaction {
  if (/^reply\d/i.test(prospect.email)) return atOnce(prospect, subject);
  const draw = (what: string) => hashOf(`${what} ${prospect.email}`) % 100;
  const isRead =
    verdictOf(prospect.email).kind !== 'not_valid' && draw(`opens ${step}`) < (OPENED[step] ?? 0);
  if (!isRead) return { replies: [] };
  const opened = 20 * MINUTE + draw(`opens after ${step}`) * 15 * MINUTE;
  const clicked = draw(`clicks ${step}`) < 22 ? { clicked: opened + 2 * MINUTE } : {};
  if (draw(`answers ${step}`) < (ANSWERED[step] ?? 0))
    return { opened, ...clicked, replies: repliesOf(prospect, subject, opened, draw) };
  const isEnough = draw(`unsubscribes ${step}`) < 2;
  return { opened, ...clicked, ...(isEnough && { unsubscribed: opened + MINUTE }), replies: [] };
}

/** Somebody whose address says so opens every mail, clicks, and answers, within minutes. */
function atOnce(prospect: Prospect, subject: string): Reaction {
  const reply = answer(prospect, subject);
  return { opened: 2 * MINUTE, clicked: 3 * MINUTE, replies: [{ after: 5 * MINUTE, reply }] };
}

/** One reply in eight comes by LinkedIn, and one person in five writes again. */
function repliesOf(
  prospect: Prospect,
  subject: string,
  opened: number,
  draw: (what: string) => number,
): Reaction['replies'] {
  const after = opened + HOUR + draw('answers after') * 30 * MINUTE;
  const reply = answer(prospect, subject);
  if (draw('channel') < 12) return [{ after, reply: { ...reply, type: 'linkedinMessage', subject: '' } }];
  if (draw('writes again') >= 20) return [{ after, reply }];
  const again = { ...reply, message: 'Did you get my mail of the other day?' };
  return [
    { after, reply },
    { after: after + 2 * DAY, reply: again },
  ];
}

function answer(prospect: Prospect, subject: string): Omit<Reply, 'receivedAt'> {
  const quoted = `Hello ${prospect.firstName}, a word about "${subject}".`;
  const write = ANSWERS[(hashOf(prospect.email) >>> 16) % ANSWERS.length];
  return { type: 'email', subject: `Re: ${subject}`, message: write?.(prospect.firstName, quoted) ?? '' };
}
