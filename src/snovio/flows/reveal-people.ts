import type { CallContext } from '../call-context.ts';
import { type RevealedPerson, revealV2 } from '../methods/database-people.ts';
import type { FoundEmail } from '../methods/find.ts';
import type { Snovio } from '../snovio.ts';
import { askEach, type EachAnswer, type TextQuestion, UNKNOWN_ID } from './ask-each.ts';
import { defineFlow, type Spending } from './flow.ts';
import type { ItemResult } from './item-result.ts';

export interface RevealResult extends ItemResult, Partial<Omit<RevealedPerson, 'emails'>> {
  emails?: FoundEmail[] | undefined;
}

/**
 * The hidden name and the addresses of somebody whom a search in the database has found. Inputs are the hashes of rows:
 * nothing else in a row says for certain who it is. Whether a person has the same hash in every search is not documented;
 * under another one the same person is paid for again.
 */
export const personReveal = defineFlow<string, RevealedPerson>({
  question: 'database',
  methods: [revealV2],
  key: hash => JSON.stringify(['person', hash]),
  done: 'revealed',
  kindOf: ({ emails }) => (emails.length > 0 ? undefined : 'without an address'),
  verdicts: ({ emails }) => emails,
});

/** The hash that an id stands for; undefined where it can be none. */
export function revealHash(personId: string): string | undefined {
  const hash = personId.trim();
  return /^[\w-]{8,128}$/.test(hash) ? hash : undefined;
}

const reveal: TextQuestion<RevealedPerson, RevealResult> = {
  flow: personReveal,
  toInput: revealHash,
  what: count => `${count} ${count === 1 ? 'person' : 'people'}`,
  told: answer => {
    return {
      status: answer.emails.length > 0 ? 'found' : 'not_found',
      ...answer,
      emails: [...answer.emails],
    };
  },
  unknown: UNKNOWN_ID,
};

/**
 * Reveals people: one entry per input, in input order; each hash is asked once.
 * @throws SnovioError see {@link askEach}
 */
export function revealPeople(
  snovio: Snovio,
  personIds: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<EachAnswer<RevealResult>> {
  return askEach(snovio, reveal, personIds, call, spending);
}
