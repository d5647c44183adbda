import { filled } from '../shared/check.ts';
import { domain, validDomain } from '../shared/domain.ts';
import { firstName, lastName } from '../shared/params.ts';

/** Who is looked for by name. */
export const personFields = { firstName, lastName, domain };

/** The person with nothing blank and a normalised domain. @throws SnovioError `invalid_input` */
export function validPerson(given: { firstName: string; lastName: string; domain: string }) {
  return {
    firstName: filled(given.firstName, 'firstName'),
    lastName: filled(given.lastName, 'lastName'),
    domain: validDomain(given.domain, 'domain'),
  };
}
