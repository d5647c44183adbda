import type { Entry } from './term.ts';

/** What is said of a mailbox besides its status. */
export const MAILBOX: readonly Entry[] = [
  {
    term: 'catchall',
    meaning: 'the domain takes mail for every name, so nobody can tell whether this mailbox exists',
    next: 'asking again changes nothing; mail it only if some bounces are fine',
    hint: 'catchall: the domain takes mail for every name, so the mailbox cannot be checked; asking again changes nothing.',
  },
  {
    term: 'greylist',
    meaning: 'the mail server puts off strangers, see `greylisted`',
  },
  {
    term: 'banned',
    meaning: "the mail server refuses Snov.io's checks (Snov.io documents only the word)",
    next: '`fresh: true` pays up to 1 credit for a new try; days later rather than at once',
    hint: "banned: the mail server refuses Snov.io's checks; a new try (fresh: true) costs up to 1 credit and is worth it days later at best.",
  },
  {
    term: 'connection_error',
    meaning: 'Snov.io did not reach the mail server (Snov.io documents only the word)',
    next: '`fresh: true` pays up to 1 credit for a new try; an hour later it may be worth it',
    hint: 'connection_error: Snov.io did not reach the mail server; after an hour or more fresh: true tries anew, for up to 1 credit.',
  },
  {
    term: 'hidden_by_owner',
    meaning: 'the owner of the address has it hidden at Snov.io (Snov.io documents only the word)',
    next: 'asking again changes nothing',
    hint: 'hidden_by_owner: its owner has it hidden at Snov.io; asking again changes nothing.',
  },
  {
    term: 'not_verified',
    meaning: 'nobody has verified this address, as far as this source knows',
    next: '`verify_emails` tells, for up to 1 credit',
    hint: 'not_verified: nobody has verified it, as far as this source knows; verify_emails tells, for up to 1 credit.',
  },
  {
    term: 'gibberish',
    meaning: 'the name before the @ looks like random letters: mail to it often bounces, even if it is valid',
    next: 'leave it out unless the user knows it',
    hint: 'gibberish: the name before the @ looks random; leave it out unless the user knows it.',
  },
  {
    term: 'disposable',
    meaning: 'a throw-away mailbox',
    next: 'leave it out',
    hint: 'disposable: a throw-away mailbox; leave it out.',
  },
  { term: 'webmail', meaning: 'a mailbox of a public provider, not of a company' },
];

/** What `credits` says. */
export const CREDITS: readonly Entry[] = [
  {
    term: 'spent',
    meaning:
      'credits that Snov.io charged and that no answer has told before: each credit is `spent` in one answer only',
  },
  {
    term: 'paidEarlier',
    meaning:
      'credits that earlier answers told as `spent` for what this answer gives: they are not paid again. Missing where there are none',
  },
  {
    term: 'reserved',
    meaning: 'the most that items which are `pending`, `greylisted` or in doubt may still cost',
  },
  {
    term: 'ceiling',
    meaning:
      'what this call was allowed to spend, whether it did or not: `maxCredits`, or what needs no asking',
  },
  {
    term: 'estimated',
    meaning:
      "Snov.io's own pages disagree on this price, also where nothing was spent. Stored answers cost nothing for certain",
    next: '`get_balance` is the truth',
    hint: "estimated: Snov.io's own pages disagree on this price; get_balance has the truth.",
  },
];

/** Other fields, and words in them. */
export const FIELDS: readonly Entry[] = [
  {
    term: 'source',
    meaning:
      "where an answer comes from: `ledger` (stored on this server, free), `v1` or `v2` (just given by that generation of Snov.io's API)",
    next: '`fresh: true` asks anew for stored answers older than an hour, and may pay again',
  },
  { term: 'checkedAt', meaning: 'when Snov.io gave the answer' },
  {
    term: 'emailStatus',
    meaning:
      'how the search for the address of a profile ended, where it brought none; each address that was found has its own `status`',
  },
  {
    term: 'other_name',
    meaning: 'Snov.io names somebody else than the row did, whose job is not known then',
    hint: 'other_name: Snov.io names somebody else than the row did; check before mailing.',
  },
  {
    term: 'page_limit',
    meaning: 'the search has more pages than one call reads',
    next: 'narrow the filters',
  },
  {
    term: 'probability',
    meaning: "Snov.io's guess, 0 to 100, that the address belongs to the person; no verdict on the mailbox",
    hint: "probability: Snov.io's guess, 0 to 100, that the address is the person's; no verdict on the mailbox.",
  },
  {
    term: 'verified',
    meaning:
      "Snov.io's own flag in a list, of unknown age; `status` is what the address was verified as here",
    next: '`verify_emails` gives a verdict of today',
    hint: "verified: Snov.io's own flag, of unknown age; status is what verify_emails said.",
  },
  {
    term: 'domainType',
    meaning:
      'where Snov.io has the address from: `company_domain`, `linkedin_email` (the only known words; they are documented nowhere)',
  },
  { term: 'jobStatus', meaning: 'whether the job is a present or a past one, where Snov.io says so' },
  {
    term: 'smtpCode',
    meaning: "a number of Snov.io's verifier whose meaning is published nowhere; judge by `status` instead",
    hint: "smtpCode: a number of Snov.io's whose meaning is published nowhere; verify_emails gives a verdict.",
  },
  {
    term: 'day',
    meaning:
      'in limits on credits any 24 hours up to now; in `dateFrom` and `dateTo` a calendar day, both ends included: in UTC for `get_recipients_activity`, for other numbers of campaigns in a time zone that Snov.io does not name',
  },
];
