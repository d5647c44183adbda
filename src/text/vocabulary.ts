import { CAMPAIGNS, EVENTS, RECIPIENTS } from './vocabulary/campaigns.ts';
import { CREDITS, FIELDS, MAILBOX } from './vocabulary/fields.ts';
import { ERRORS, LEADS, NOT_RUN, PENDING } from './vocabulary/reasons.ts';
import { SAVED, STATUSES } from './vocabulary/statuses.ts';
import { type Entry, TERM_KINDS, type Term, type TermKind } from './vocabulary/term.ts';

export { TERM_KINDS, type Term, type TermKind } from './vocabulary/term.ts';

// The words that stand in answers, defined once: the tables of the docs, the reference resource and the short explanations
// in answers are made of these.

const GROUPS: Record<TermKind, readonly Entry[]> = {
  status: STATUSES,
  saved: SAVED,
  campaign: CAMPAIGNS,
  recipient: RECIPIENTS,
  event: EVENTS,
  pending: PENDING,
  not_run: NOT_RUN,
  error: ERRORS,
  mailbox: MAILBOX,
  lead: LEADS,
  credits: CREDITS,
  field: FIELDS,
};

/** All terms, kind by kind. A word that means something else as another kind stands there twice. */
export const VOCABULARY: readonly Term[] = (Object.keys(TERM_KINDS) as TermKind[]).flatMap(kind =>
  GROUPS[kind].map(term => ({ ...term, kind })),
);

const HINTS: ReadonlyMap<string, string> = new Map(
  VOCABULARY.flatMap(({ term, hint }) => (hint ? [[term, hint] as const] : [])),
);

/** The most sentences of an answer: whoever needs more reads the reference. */
const MOST_HINTS = 5;

/**
 * Explains those of an answer's words that do not say enough by themselves: a sentence for each, once.
 * @param words statuses, reasons (v1 gives several with commas between) and names of fields that stand in the answer
 */
export function explainWords(words: Iterable<string | undefined>): string | undefined {
  const single = [...words].flatMap(word => word?.split(', ') ?? []);
  const hints = [...new Set(single)].flatMap(word => HINTS.get(word) ?? []);
  return hints.length > 0 ? hints.slice(0, MOST_HINTS).join(' ') : undefined;
}
