import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import { type FoundEmail, type Person, type PersonEmails, personKey } from '../methods/find.ts';
import { normaliseDomain } from '../shapes/normalise.ts';
import {
  creditsOf,
  type DispatchContext,
  dispatch,
  type QuestionEngines,
  type Spending,
} from '../tasks/dispatch.ts';
import { BAD_FORMAT, type ItemResult, itemResult, remainder } from './item-result.ts';

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

/** Finds the business addresses of people: one entry per input, in input order; each person is asked once. */
export async function findEmails(
  asker: DispatchContext,
  question: QuestionEngines<Person, PersonEmails>,
  people: readonly Person[],
  call: CallContext,
  spending: Spending,
): Promise<FindAnswer> {
  const wanted = people.map(toPerson);
  const byKey = new Map(wanted.flatMap(person => (person ? [[personKey(person), person] as const] : [])));
  const items = [...byKey].map(([item, input]) => ({ item, input, price: 1 }));
  const what = `${items.length} ${items.length === 1 ? 'person' : 'people'}`;
  const outcomes = await dispatch(asker, question, items, { ...spending, call, what });
  const results = people.map((person, i): FoundPerson => {
    const known = wanted[i];
    const outcome = known && outcomes.get(personKey(known));
    const result = known
      ? itemResult<PersonEmails, FoundPerson>(outcome, answer => asFound(person, answer))
      : BAD_FORMAT;
    return { ...person, emails: [], ...result };
  });
  return {
    results,
    pending: results.filter(one => one.status === 'pending').length,
    note: noteOf(results, asker.ceiling.wallsInWords()),
    credits: creditsOf(
      asker,
      [{ scope: question.scope, outcomes, estimated: isEstimated(outcomes) }],
      spending.maxCredits,
    ),
  };
}

/** What can be sent upstream; undefined when a name is empty or the domain is none. */
export function toPerson({ firstName, lastName, domain }: Person): Person | undefined {
  const bare = normaliseDomain(domain);
  const [first, last] = [firstName, lastName].map(name => name.normalize('NFC').trim().replace(/\s+/g, ' '));
  return bare && first && last ? { firstName: first, lastName: last, domain: bare } : undefined;
}

function asFound(person: Person, { emails }: PersonEmails): Omit<FoundPerson, 'source' | 'checkedAt'> {
  return { ...person, status: emails.length > 0 ? 'found' : 'not_found', emails: [...emails] };
}

/** Snov.io charges every address that it returns, and for some people it returns several. */
function noteOf(results: readonly FoundPerson[], walls: string): string | undefined {
  const several = results.filter(one => one.emails.length > 1 && one.source === 'v2').length;
  const charged =
    several > 0 ? `Several addresses were found, and charged, for ${several} of them.` : undefined;
  return [remainder(results, 1, walls), charged].filter(Boolean).join(' ') || undefined;
}

/** Whether reading names is free is disputed; v2's price is not. */
function isEstimated(outcomes: ReadonlyMap<string, { status: string; source?: string }>): boolean {
  return [...outcomes.values()].some(one => one.source === 'v1');
}
