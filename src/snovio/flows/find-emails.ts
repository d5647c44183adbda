import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import {
  type FoundEmail,
  findV1,
  findV2,
  type Person,
  type PersonEmails,
  personKey,
} from '../methods/find.ts';
import { normaliseDomain } from '../shapes/normalise.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { defineFlow, type Run, type Spending } from './flow.ts';
import {
  BAD_FORMAT,
  creditsNote,
  type ItemResult,
  inOneNote,
  itemResult,
  remainder,
  wallsMet,
} from './item-result.ts';

export interface FoundPerson extends ItemResult {
  /** As the caller wrote them. */
  firstName: string;
  lastName: string;
  domain: string;
  emails: FoundEmail[];
}

export interface FindAnswer {
  results: FoundPerson[];
  /** How many are paid for or queued and not answered yet. */
  pending: number;
  note?: string | undefined;
  credits: Credits;
}

/** The business addresses of a person. Inputs come from {@link toPerson}. */
export const emailSearch = defineFlow<Person, PersonEmails>({
  question: 'find',
  methods: [findV1, findV2],
  quota: 'finder',
  key: personKey,
  done: 'searched',
  kindOf: ({ emails }) => (emails.length > 0 ? undefined : 'not found'),
  verdicts: ({ emails }) => emails,
});

/**
 * Finds the business addresses of people: one entry per input, in input order; each person is asked once.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every person met
 */
export async function findEmails(
  snovio: Snovio,
  people: readonly Person[],
  call: CallContext,
  spending: Spending,
): Promise<FindAnswer> {
  const wanted = people.map(toPerson);
  const unique = new Map(wanted.flatMap(person => (person ? [[personKey(person), person] as const] : [])));
  const what = `${unique.size} ${unique.size === 1 ? 'person' : 'people'}`;
  const run = await snovio.run(emailSearch, [...unique.values()], { ...spending, call, what });
  const results = people.map((person, i): FoundPerson => {
    const known = wanted[i];
    const result = known
      ? itemResult<PersonEmails, FoundPerson>(run.outcomes.get(personKey(known)), answer =>
          asFound(person, answer),
        )
      : BAD_FORMAT;
    return { ...person, emails: [], ...result };
  });
  const credits = await snovio.credits([{ run, estimated: isEstimated(run, snovio) }], spending.maxCredits);
  return {
    results,
    pending: results.filter(({ status }) => status === 'pending').length,
    note: inOneNote(noteOf(results, await wallsMet(snovio, results, call)), creditsNote(credits)),
    credits,
  };
}

/** What can be sent upstream; undefined when a name has neither letter nor digit, or the domain is none. */
export function toPerson({ firstName, lastName, domain }: Person): Person | undefined {
  const bare = normaliseDomain(domain);
  const [first, last] = [firstName, lastName].map(name => name.normalize('NFC').trim().replace(/\s+/g, ' '));
  const isNamed = [first, last].every(name => /[\p{L}\p{N}]/u.test(name ?? ''));
  return bare && first && last && isNamed ? { firstName: first, lastName: last, domain: bare } : undefined;
}

function asFound(person: Person, { emails }: PersonEmails): Omit<FoundPerson, 'source' | 'checkedAt'> {
  return { ...person, status: emails.length > 0 ? 'found' : 'not_found', emails: [...emails] };
}

/** Snov.io charges every address that it returns, and for some people it returns several. */
function noteOf(results: readonly FoundPerson[], walls: string): string | undefined {
  const several = results.filter(({ emails, source }) => emails.length > 1 && source === 'v2').length;
  const charged =
    several > 0 ? `Several addresses were found, and charged, for ${several} of them.` : undefined;
  return inOneNote(remainder(results, 1, walls), charged);
}

/** Whether v1's read of names is free is disputed; v2's price is not. */
export function isEstimated({ outcomes }: Run<PersonEmails>, snovio: Snovio): boolean {
  const isV1 = (outcome: Outcome<PersonEmails>) => outcome.status === 'done' && outcome.source === 'v1';
  return snovio.generation('find') === 'v1' || [...outcomes.values()].some(isV1);
}
