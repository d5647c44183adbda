import type { Entry } from './term.ts';

/** How an item of a flow ends. */
export const STATUSES: readonly Entry[] = [
  {
    term: 'found',
    meaning: 'the search is over and brought something; how sure an address is, its own `status` says',
  },
  {
    term: 'not_found',
    meaning: 'the search is over and Snov.io knows nothing; in v2 that is free',
    next: 'asking again is free for a day and finds nothing new; later it may be paid for anew',
  },
  { term: 'valid', meaning: 'the address takes mail', next: 'do not verify it again' },
  { term: 'not_valid', meaning: 'the address takes no mail', next: 'do not mail it' },
  {
    term: 'unknown',
    meaning: 'it cannot be told; `reason` says why, in v1 perhaps several words with commas between',
    next: 'decide without: the same call gives the stored answer, free; `fresh: true` pays up to 1 credit and seldom brings another',
  },
  {
    term: 'greylisted',
    meaning: 'the mail server puts off strangers',
    next: 'ask again in 15 to 60 minutes: free while the credit is `reserved`, otherwise only `fresh: true` asks anew, for up to 1 credit',
    hint: 'greylisted: the mail server puts off strangers; ask again in 15 to 60 minutes; where the answer stays, fresh: true pays for a new one.',
  },
  {
    term: 'pending',
    meaning: 'paid for or queued at Snov.io, or perhaps; not ready yet',
    next: 'the same call again, free',
  },
  {
    term: 'not_run',
    meaning: 'not started, nothing paid; `reason` says why',
    next: 'the same call again, or with a higher `maxCredits`',
  },
  { term: 'error', meaning: 'this item failed; `reason` says why', next: 'see the reason' },
];

/** What becomes of a person who is saved. */
export const SAVED: readonly Entry[] = [
  {
    term: 'added',
    meaning:
      'new to the list; new to the account as well, or known there before. A `reason` that begins with `left_out` names what was left out, since Snov.io would not take it',
    next: 'to correct what was left out, save them again with `onExisting: update`',
  },
  { term: 'updated', meaning: 'known before, and changed to what was given' },
  {
    term: 'unchanged',
    meaning: 'known before, and Snov.io changed nothing: mostly they are on the list already',
    next: '`get_prospects_in_list` shows who is on it, free',
  },
  {
    term: 'skipped',
    meaning: 'not saved: with `onlyReady`, the address is not known to be valid (`not_ready`)',
    next: '`verify_emails`, then the same call again',
  },
];
