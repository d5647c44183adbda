import type { Entry } from './term.ts';

/** Reasons of `pending`. */
export const PENDING: readonly Entry[] = [
  {
    term: 'in_doubt',
    meaning: 'perhaps charged, and a free request may still tell',
    next: 'the same call again: it reads first, and pays only for what was certainly not charged',
  },
  {
    term: 'hourly_quota',
    meaning: "paid for, but the plan's quota leaves no more reads in this hour",
    next: 'the same call again when the hour is over, free',
  },
  {
    term: 'unclear',
    meaning: "Snov.io's answer said nothing that is documented",
    next: 'the same call again reads it again, free',
  },
];

/** Reasons of `not_run`. */
export const NOT_RUN: readonly Entry[] = [
  { term: 'deadline', meaning: "the call's time was over", next: 'the same call again goes on' },
  {
    term: 'rate_limit',
    meaning:
      'the requests of this minute were used up, or the item turned out to cost something although it seemed free',
    next: 'the same call again goes on, and knows its price',
  },
  {
    term: 'hourly_quota',
    meaning:
      "the plan's quota of this hour is used up, or what is left of it is needed to read results that are paid for",
    next: 'call again later',
  },
  {
    term: 'credit_ceiling',
    meaning: 'the call could not pay for this item',
    next: 'repeat with a higher `maxCredits` if the user agrees: what is done costs nothing again',
  },
  {
    term: 'not_checked',
    meaning: 'the account could not be asked about this lead, so it is not called ready',
    next: 'the same call again, free',
  },
  {
    term: 'sending_not_allowed',
    meaning: 'mail could have followed from here on',
    next: 'ask the user, then repeat',
  },
];

/** Reasons of `error`. */
export const ERRORS: readonly Entry[] = [
  {
    term: 'format',
    meaning:
      'this is no name, domain, link or id at all; it was never sent. A malformed address is `not_valid` for that reason',
    next: 'correct it',
    hint: 'format: it is not written as such a thing should be; correct it.',
  },
  {
    term: 'not_enough_credits',
    meaning: 'the Snov.io account ran dry before this item was done. Nothing was paid for it',
    next: 'the same call again once there are credits',
    hint: 'not_enough_credits: the Snov.io account ran dry; nothing was paid for these.',
  },
  {
    term: 'refused',
    meaning: 'Snov.io did not take the item, for example with `sent: false`. Nothing was paid for it',
    next: 'the same call again asks anew',
    hint: 'refused: Snov.io did not take it; nothing was paid.',
  },
  {
    term: 'unknown_id',
    meaning: 'Snov.io does not know this `personId`, perhaps no longer. Nothing was paid for it',
    next: 'the same search again gives a new id; `search_people` is free',
    hint: 'unknown_id: Snov.io does not know this id, perhaps no longer: search again for a new one.',
  },
  {
    term: 'no_id',
    meaning: "Snov.io's row about this person leads to no address. Nothing was paid for it",
    next: '`find_emails` by name and domain may find one',
    hint: "no_id: Snov.io's row leads to no address; find_emails by name and domain may.",
  },
  {
    term: 'in_doubt',
    meaning: 'perhaps charged: a paid request left, and its answer was lost or says nothing',
    next: 'compare `get_balance`; `fresh: true` may pay for it once more',
    hint: 'in_doubt: perhaps charged, never repeated by itself; with fresh: true it may be paid once more.',
  },
  {
    term: 'task_lost',
    meaning:
      'perhaps charged: Snov.io accepted the search, and for 24 hours gave no answer that says anything about it',
    next: 'compare `get_balance`; `fresh: true` may pay for it once more',
    hint: 'task_lost: perhaps charged, and Snov.io never answered; with fresh: true it may be paid once more.',
  },
];

/** Reasons of `risky` and `drop`. */
export const LEADS: readonly Entry[] = [
  {
    term: 'recipient_unclear',
    meaning:
      'a campaign has ended for them, and Snov.io does not say whether they replied, or says it in a word that is not known',
    next: '`get_recipients_activity` or the replies may tell, free',
    hint: 'recipient_unclear: a campaign has ended for them, and Snov.io does not say whether they replied; its replies may tell, free.',
  },
  { term: 'too_long', meaning: 'an address of over 100 characters, which Snov.io does not take' },
  {
    term: 'no_address',
    meaning:
      'no address was given or found; it is searched by `firstName`, `lastName` and `domain`, and by nothing else that a row holds',
    hint: 'no_address: no address was given or found; give email, or firstName, lastName and domain, under these names.',
  },
  { term: 'duplicate', meaning: 'the same address as another lead of this call' },
  { term: 'excluded', meaning: 'named in `exclude`' },
  { term: 'role_address', meaning: 'the address of a function, such as info@ or sales@' },
  { term: 'unsubscribed', meaning: 'they unsubscribed from one of the campaigns' },
  { term: 'bounced', meaning: 'mail of one of the campaigns came back from there' },
  { term: 'replied', meaning: 'they replied to one of the campaigns' },
  { term: 'in_campaign', meaning: 'a running or scheduled campaign mails them already' },
];
