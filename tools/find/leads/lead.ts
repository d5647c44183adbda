import { toPerson } from '../../../src/snovio/flows/find-emails.ts';
import { type Person, personKey } from '../../../src/snovio/methods/find.ts';
import { leadName, type NamedLead } from '../../../src/snovio/shapes/lead-name.ts';
import { normaliseEmail } from '../../../src/snovio/shapes/normalise.ts';
import type { Finding } from './account-check.ts';

/** Somebody who may be mailed, and how far it is known whether they should be. */
export interface Lead {
  /** How answers name it. */
  readonly name: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  /** Normalised; undefined while it has to be found, and where there is none. */
  readonly email?: string | undefined;
  /** Whom to search, where no address was given. */
  readonly person?: Person | undefined;
  /** What the account knows of the address. */
  readonly finding?: Finding | undefined;
  /** Undefined while it is not judged. */
  readonly judgement?: Judgement | undefined;
}

/** `pending`, `not_run` and `error` are those of the other flows. */
export type Verdict = 'ready' | 'risky' | 'drop' | 'pending' | 'not_run' | 'error';

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason?: string | undefined;
  /** What the verifier says of the address. */
  readonly status?: string | undefined;
}

/** A lead from what the caller, or a list, says of somebody. */
export function leadOf(given: NamedLead): Lead {
  const { email, firstName, lastName, domain } = given;
  const lead = { name: leadName(given), firstName, lastName };
  if (email?.trim())
    return { ...lead, email: normaliseEmail(email), ...(!normaliseEmail(email) && dropped('format')) };
  const person = firstName && lastName && domain ? toPerson({ firstName, lastName, domain }) : undefined;
  return person ? { ...lead, person } : { ...lead, ...dropped('no_address') };
}

/** What two spellings of the same lead have in common. */
export function keyOf({ email, person, name }: Lead): string {
  return email ?? (person ? personKey(person) : name);
}

/** The judgement of a lead that is to be left out. */
export function dropped(reason: string): { judgement: Judgement } {
  return { judgement: { verdict: 'drop', reason } };
}

export const isOpen = ({ judgement }: Lead): boolean => judgement === undefined;
