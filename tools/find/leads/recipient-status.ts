import type { Campaign } from '../../shared/campaigns.ts';
import { type Recipient, says } from '../../shared/recipients.ts';
import { mayMail } from '../../shared/sending.ts';

/** Reasons against mailing somebody at all. */
export type Objection = 'unsubscribed' | 'bounced' | 'replied' | 'in_campaign';

/**
 * How a campaign stands to an address. `absent`: no recipient. `waiting`: a recipient whom it does not mail now. `ended`: it
 * is over for them, perhaps since they replied [C:ref]. `unclear`: a recipient, in a word that no source has. `unread`: the
 * answer does not say.
 */
export type Standing = Objection | 'absent' | 'waiting' | 'ended' | 'unclear' | 'unread';

/**
 * The check's own words are `tocheck`, `active`, `finished`, `unsubscribe` and `moved` [C:ref]; the others are those of the
 * app [C:kb] and of change-recipient-status [B].
 */
const WORDS: Readonly<Record<string, 'unsubscribed' | 'bounced' | 'replied' | 'enrolled' | 'ended'>> = {
  tocheck: 'enrolled',
  active: 'enrolled',
  paused: 'enrolled',
  overlimit: 'enrolled',
  finished: 'ended',
  moved: 'ended',
  autoreplied: 'ended',
  unsubscribe: 'unsubscribed',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  replied: 'replied',
  repliedfromanotheremail: 'replied',
};

/** What a status means; undefined for a word that no source has. */
function meaningOf(status: string) {
  const word = status.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** Whether a status by itself speaks against mailing somebody. */
export function objectionOf(status: string | undefined): Objection | undefined {
  const meaning = meaningOf(status ?? '');
  return meaning === 'enrolled' || meaning === 'ended' ? undefined : meaning;
}

/** How a campaign stands to an address. @param recipient undefined: the answer leaves the address out */
export function standingOf(campaign: Campaign, recipient: Recipient | undefined): Standing {
  if (!says(recipient)) return 'unread';
  if (!recipient.exist && !recipient.status) return 'absent';
  const meaning = meaningOf(recipient.status ?? '') ?? 'unclear';
  if (meaning !== 'enrolled') return meaning;
  return mayMail(campaign) ? 'in_campaign' : 'waiting';
}
