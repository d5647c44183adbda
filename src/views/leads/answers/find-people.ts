import { numberOf, textOf } from '../../shared/values.ts';
import { verificationOf, withoutSpending } from '../offer.ts';
import type { Arguments, Row, Verdict } from '../row.ts';
import { addressesOf, entriesOf, factsOf, keyed, personOf, type Reader, verdictOf } from './answer.ts';

/** Ended searches for an address: to ask once more would bring nothing. */
const OVER: readonly Verdict[] = ['found', 'not_found', 'error'];

/** Leads, whose addresses may have been found already, and those who are on lists. */
export const readPeople: Reader = (answer, args) => {
  const page = { ...withoutSpending(args), reveal: true };
  const leads = entriesOf(answer.leads).map(entry => leadOf(entry, page));
  const known = entriesOf(answer.known).map(entry => {
    const list = textOf(entry.list);
    return {
      ...personOf(entry),
      verdict: 'on_list' as const,
      isKnown: true,
      lists: list ? [list] : [],
    };
  });
  // A page has people of its own, however alike those of two pages look.
  const rows = keyed([...leads, ...known], row => `${String(args.next ?? '')} ${shownName(row)}`);
  return { ...factsOf(answer), rows };
};

function leadOf(entry: Readonly<Record<string, unknown>>, page: Arguments): Omit<Row, 'key'> {
  const person = personOf(entry);
  const addresses = addressesOf(entry.emails, 'unknown');
  const [address] = addresses;
  const status = verdictOf(entry.status);
  const ref = textOf(entry.lead, 1000) ?? shownName(person);
  const isOver = status !== undefined && OVER.includes(status);
  const offer = { tool: 'find_people', ref, item: ref, args: page } as const;
  const verification = address?.verdict === 'not_verified' ? verificationOf(address.email) : undefined;
  return {
    ...person,
    ref,
    addresses,
    verdict: address?.verdict ?? status ?? 'not_asked',
    reason: person.reason ?? address?.reason,
    isKnown: false,
    cost: numberOf(entry.paid) ?? (isOver ? 0 : undefined),
    offer: isOver ? verification : offer,
  };
}

/** How the tool wants to hear of somebody whom it has shown: name, position, company. */
function shownName({ firstName, lastName, position, company, domain }: Omit<Row, 'key' | 'verdict'>): string {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return [name, position, company ?? domain].filter(Boolean).join(', ');
}
