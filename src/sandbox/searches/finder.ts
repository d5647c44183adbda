import { LOAD } from '../data/companies.ts';
import { database } from '../database/database.ts';
import type { Verdict } from '../database/mailbox.ts';
import { localPart } from '../database/people.ts';
import type { RequestContext } from '../http/context.ts';
import { verify } from './verification.ts';

/** Whose address is wanted. */
export interface FinderQuery {
  firstName: string;
  lastName: string;
  domain: string;
}

/** The addresses that the finder returns: only those with status valid or unknown, which are the charged ones. */
export function findEmails(context: RequestContext, query: FinderQuery): Verdict[] {
  const verdicts = candidates(query).map(email => verify(context, email));
  // `hidden_by_owner` exists in the verifier only [C:ref]; that the finder then finds nothing is a GUESS.
  return verdicts.filter(({ kind }) => kind !== 'not_valid' && kind !== 'hidden_by_owner');
}

/** What matches a read of the v1 finder to its add, there being no task id: the same name and domain. */
export function finderKey({ firstName, lastName, domain }: FinderQuery): string {
  return `${localPart(firstName, lastName)}@${domain.toLowerCase()}`;
}

function candidates(query: FinderQuery): string[] {
  const domain = query.domain.toLowerCase();
  const local = localPart(query.firstName, query.lastName);
  const known = database
    .staff(domain)
    .filter(person => localPart(person.firstName, person.lastName) === local);
  if (known.length > 0) return known.map(person => person.email);
  const knowsAnyName = domain === LOAD || database.company(domain)?.mailbox === 'catchall';
  return knowsAnyName ? [`${local}@${domain}`] : [];
}
