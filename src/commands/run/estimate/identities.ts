import { toPerson } from '../../../snovio/flows/find-emails.ts';
import { personKey } from '../../../snovio/methods/find.ts';
import { normaliseDomain, normaliseEmail, normaliseSocialUrl } from '../../../snovio/shapes/normalise.ts';
import type { CsvFlow, RowFields } from '../flows/flow.ts';

/**
 * What rows that are asked about together have in common: what this row goes by first, then what other rows may go by.
 * @returns nothing where a row cannot be asked about
 */
export function identitiesOf(flow: CsvFlow, fields: RowFields): readonly string[] {
  if (flow.sameness) return flow.sameness(fields);
  const own = identityOf(flow, fields);
  return own === undefined ? [] : [own];
}

function identityOf({ requiredFields }: CsvFlow, fields: RowFields): string | undefined {
  const { url, email = '', firstName = '', lastName = '', domain = '', company = '' } = fields;
  if (requiredFields.includes('url')) return normaliseSocialUrl(url ?? '')?.key;
  if (requiredFields.includes('email')) return normaliseEmail(email);
  if (!requiredFields.includes('lastName'))
    return normaliseDomain(domain) ?? (company.toLowerCase() || undefined);
  const person = toPerson({ firstName, lastName, domain });
  return person && personKey(person);
}
