import { LOAD } from '../data/companies.ts';
import { world } from '../database/database.ts';
import type { Verdict } from '../database/mailbox.ts';
import { localPart } from '../database/people.ts';
import type { Account } from '../state/account.ts';
import type { State } from '../state/state.ts';
import { verdictNow } from './verification.ts';

/** Whom the finder is asked for. */
export interface Question {
  firstName: string;
  lastName: string;
  domain: string;
}

/** The addresses that the finder returns: only those with status valid or unknown, which are the charged ones. */
export function findEmails(state: State, account: Account, question: Question): Verdict[] {
  const verdicts = candidates(question).map(email => verdictNow(state, account, email));
  // `hidden_by_owner` exists in the verifier only; that the finder then finds nothing is a GUESS.
  return verdicts.filter(each => each.kind !== 'not_valid' && each.kind !== 'hidden_by_owner');
}

/** The key that a read and an add of the v1 finder share, there being no task id. */
export function keyOf(question: Question): string {
  return `${localPart(question.firstName, question.lastName)}@${question.domain.toLowerCase()}`;
}

function candidates(question: Question): string[] {
  const domain = question.domain.toLowerCase();
  const local = localPart(question.firstName, question.lastName);
  const known = world.staff(domain).filter(each => localPart(each.firstName, each.lastName) === local);
  if (known.length > 0) return known.map(each => each.email);
  const takesAll = domain === LOAD || world.company(domain)?.mailbox === 'catchall';
  return takesAll ? [`${local}@${domain}`] : [];
}
