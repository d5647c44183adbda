import type { CallContext } from '../call-context.ts';
import { type DomainEmail, type DomainPageAnswer, domainPersonV2 } from '../methods/domain.ts';
import type { FoundEmail } from '../methods/find.ts';
import type { Snovio } from '../snovio.ts';
import { askEach, type EachAnswer, type TextQuestion, UNKNOWN_ID } from './ask-each.ts';
import { defineFlow, type Spending } from './flow.ts';
import type { ItemResult } from './item-result.ts';

export interface RevealedPerson extends ItemResult {
  readonly emails?: FoundEmail[] | undefined;
}

/** The address of a person in a page of people. Inputs are Snov.io's hashes of people. */
export const personEmails = defineFlow<string, DomainPageAnswer>({
  question: 'domain',
  methods: [domainPersonV2],
  key: hash => JSON.stringify(['person', hash]),
  done: 'revealed',
  kindOf: ({ emails }) => (emails.length > 0 ? undefined : 'without an address'),
  // A word that is not `valid` may be one that no source documents.
  verdicts: ({ emails }) =>
    emails.flatMap(({ email, verified }) => (verified ? [{ email, status: 'valid' }] : [])),
});

/** Snov.io says `valid` or `unknown` of such an address [C:ref]. */
export function addressStatus({ verified }: DomainEmail): 'valid' | 'unknown' {
  return verified ? 'valid' : 'unknown';
}

const personReveal: TextQuestion<DomainPageAnswer, RevealedPerson> = {
  flow: personEmails,
  toInput: toHash,
  what: count => `the address${count === 1 ? '' : 'es'} of ${count} ${count === 1 ? 'person' : 'people'}`,
  told: answer => {
    const emails = answer.emails.map(row => ({ email: row.email, status: addressStatus(row) }));
    return { status: emails.length > 0 ? 'found' : 'not_found', emails };
  },
  // Nothing is said of the person's address.
  unknown: UNKNOWN_ID,
};

/** A hash as it can be sent; undefined for what no list of people has given out. */
export function toHash(personId: string): string | undefined {
  const hash = personId.trim();
  return /^[\w+=-]{1,256}$/.test(hash) ? hash : undefined;
}

/**
 * Finds the addresses of people in a page of people.
 * @throws SnovioError see {@link askEach}
 */
export function revealPeople(
  snovio: Snovio,
  personIds: readonly string[],
  call: CallContext,
  spending: Spending,
): Promise<EachAnswer<RevealedPerson>> {
  return askEach(snovio, personReveal, personIds, call, spending);
}
