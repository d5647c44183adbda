/** What a word of an answer is, in the order in which it is told. */
export const TERM_KINDS = {
  status: 'How an item of a flow ended (`status`)',
  saved: 'What became of a person who was saved (`status` of `save_prospects`)',
  campaign: 'How it is with a campaign (`status`)',
  recipient: 'How it is with a recipient of a campaign (`recipientStatus`)',
  event: 'What happened to a mail (`event`; counts have the same names)',
  pending: 'Why something is `pending` (`reason`; mostly there is none)',
  not_run: 'Why something is `not_run` (`reason`; nothing was paid for it)',
  error: 'Why something is an `error` (`reason`)',
  mailbox: 'What is said of a mailbox (`reason` of `unknown`, `greylisted` and `not_valid`, and fields)',
  lead: 'Why a lead of `prepare_leads` is `risky` or in `drop` (`reason`)',
  credits: 'What `credits` says of an answer',
  field: 'Other fields',
} as const;

export type TermKind = keyof typeof TERM_KINDS;

export interface Term {
  readonly term: string;
  readonly kind: TermKind;
  /** A sentence without its full stop. */
  readonly meaning: string;
  /** What to do about it: whether asking again costs, and when it is worth it. Likewise; missing where there is nothing to do. */
  readonly next?: string;
  /** The sentence that stands in an answer where the word does; missing where the word says enough by itself. */
  readonly hint?: string;
}

/** A term of a kind that is said once for all of them. */
export type Entry = Omit<Term, 'kind'>;
