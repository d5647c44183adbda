import type { Entry } from './term.ts';

/** How it is with a campaign; Snov.io may have more words, which are spelt in the same way. */
export const CAMPAIGNS: readonly Entry[] = [
  { term: 'draft', meaning: 'it was never started (Snov.io: Draft, new)' },
  { term: 'scheduled', meaning: 'it starts by itself at its time' },
  { term: 'active', meaning: 'it mails those who are on its list, and whoever is added' },
  {
    term: 'active_on_hold',
    meaning: 'it runs, but mails nobody at the moment (Snov.io: Active (On hold)); it may go on by itself',
  },
  { term: 'paused', meaning: 'somebody has stopped it, and can let it go on (Snov.io: Paused, pause)' },
  {
    term: 'automatically_paused',
    meaning: 'Snov.io has stopped it, for instance since a sender account does not work',
  },
  { term: 'completed', meaning: 'it is over and cannot be started again (Snov.io: Completed, complete)' },
  { term: 'archived', meaning: 'over and put away' },
];

/** How it is with a recipient of a campaign, likewise. */
export const RECIPIENTS: readonly Entry[] = [
  {
    term: 'to_check',
    meaning: "added, but not mailed yet as far as one can tell (Snov.io's word is `tocheck`)",
  },
  { term: 'active', meaning: 'the campaign mails them' },
  { term: 'paused', meaning: 'somebody has stopped the campaign for them' },
  { term: 'finished', meaning: 'the campaign is over for them, perhaps since they replied' },
  { term: 'unsubscribed', meaning: 'they want no more mail (Snov.io: Unsubscribed, unsubscribe)' },
  { term: 'moved', meaning: 'they went on to another campaign' },
];

/** What happened to a mail. */
export const EVENTS: readonly Entry[] = [
  { term: 'sent', meaning: 'it went out' },
  { term: 'opened', meaning: 'somebody opened it; programs that look into mails count as well' },
  { term: 'clicked', meaning: 'somebody followed a link in it' },
  { term: 'replied', meaning: 'the recipient replied' },
  { term: 'bounced', meaning: 'it came back' },
  { term: 'unsubscribed', meaning: 'the recipient unsubscribed by its link' },
];
