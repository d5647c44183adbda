import { textOf } from '../../shared/values.ts';
import { withoutSpending } from '../offer.ts';
import type { Arguments, Row } from '../row.ts';
import {
  addressesOf,
  entriesOf,
  factsOf,
  keyed,
  personOf,
  type Reader,
  textsOf,
  verdictOf,
} from './answer.ts';
import { withCosts } from './costs.ts';

type Json = Readonly<Record<string, unknown>>;

/** People by name and company, with what was found for them; then those who were not looked for. */
export const readEmails: Reader = (answer, args) => {
  const { people: _, ...others } = withoutSpending(args);
  const asked = byRef(args.people);
  const found = entriesOf(answer.results).map(entry => ({ ...foundOf(entry, others), source: entry.source }));
  const idle = entriesOf(answer.not_run).flatMap(({ reason, items }) =>
    textsOf(items).map(name => {
      const person = asked.get(name.toLowerCase());
      const row = person ? personOf(person) : { ...personOf({}), name };
      const offer = person && offerOf(person, others);
      return { ...row, ref: name.toLowerCase(), verdict: 'not_run' as const, reason: textOf(reason), offer };
    }),
  );
  const facts = factsOf(answer);
  const rows = [...withCosts(found, ['found'], facts.spent), ...idle];
  return { ...facts, rows: keyed(rows, row => `${row.name} ${row.domain ?? ''}`) };
};

/** What the tool was asked about, before it has answered. */
export function askedPeople(args: Arguments): Row[] {
  const rows = entriesOf(args.people).map(entry => {
    const email = textOf(entry.email, 320);
    const addresses = email ? [{ email, verdict: 'working' as const }] : [];
    return { ...personOf(entry), addresses, verdict: 'working' as const };
  });
  return keyed(
    rows.filter(({ name, addresses }) => name !== undefined || addresses.length > 0),
    row => `${row.name} ${row.domain ?? ''}`,
  );
}

function foundOf(entry: Json, args: Arguments): Omit<Row, 'key'> & { status: unknown } {
  const addresses = addressesOf(entry.emails, 'unknown');
  const status = verdictOf(entry.status) ?? 'unknown';
  const isOpen = status === 'pending' || status === 'not_run';
  const person = personOf(entry);
  return {
    ...person,
    ref: refOf(entry),
    addresses,
    status,
    verdict: addresses[0]?.verdict ?? status,
    reason: person.reason ?? addresses[0]?.reason,
    offer: isOpen ? offerOf(entry, args) : undefined,
  };
}

function offerOf(person: Json, args: Arguments): Row['offer'] {
  const [firstName, lastName, domain] = [person.firstName, person.lastName, person.domain].map(part =>
    textOf(part),
  );
  if (!firstName || !lastName || !domain) return undefined;
  return { tool: 'find_emails', ref: refOf(person), item: { firstName, lastName, domain }, args };
}

/** People of a call's arguments, by how answers name them. */
export function byRef(people: unknown): ReadonlyMap<string, Json> {
  return new Map(entriesOf(people).map(person => [refOf(person), person]));
}

/** How answers name somebody. */
function refOf({ firstName, lastName, domain }: Json): string {
  const [first, last, company] = [firstName, lastName, domain].map(part => textOf(part) ?? '');
  return `${first} ${last}, ${company}`.toLowerCase();
}
