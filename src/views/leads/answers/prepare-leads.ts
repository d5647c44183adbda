import { textOf } from '../../shared/values.ts';
import { withoutSpending } from '../offer.ts';
import type { Arguments, Row, Verdict } from '../row.ts';
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
import { byRef } from './find-emails.ts';

/** Leads by how they may be mailed: ready, risky, dropped, and those that are not judged yet. */
export const readPrepared: Reader = (answer, args) => {
  const { people, emails: _, listId: __, next: ___, ...others } = withoutSpending(args);
  const asked = byRef(people);
  const judged = (['ready', 'risky'] as const).flatMap(verdict =>
    entriesOf(answer[verdict]).flatMap(entry => judgedOf(entry, verdict)),
  );
  const dropped = groupsOf(answer.drop).map(group => named(group.lead, 'drop', group.reason, asked));
  const open = groupsOf(answer.open).map(group => {
    const row = named(group.lead, verdictOf(group.status) ?? 'not_run', group.reason, asked);
    return { ...row, offer: offerOf(row, group.lead, others) };
  });
  return { ...factsOf(answer), rows: keyed([...judged, ...dropped, ...open], keyOf) };
};

function judgedOf(entry: Readonly<Record<string, unknown>>, verdict: Verdict): Omit<Row, 'key'>[] {
  const [address] = addressesOf([{ email: entry.email, status: entry.status }], 'valid');
  if (!address) return [];
  const person = personOf(entry);
  const isKnown = person.lists.length > 0;
  const ref = (textOf(entry.lead) ?? address.email).toLowerCase();
  return [{ ...person, ref, domain: address.email.split('@')[1], addresses: [address], verdict, isKnown }];
}

function groupsOf(value: unknown): { lead: string; reason: string | undefined; status: unknown }[] {
  return entriesOf(value).flatMap(({ reason, status, leads }) =>
    textsOf(leads).map(lead => ({ lead, reason: textOf(reason), status })),
  );
}

/** Somebody whom the answer tells the name of: an address, or `Mara Lindqvist, acme.example`. */
function named(
  lead: string,
  verdict: Verdict,
  reason: string | undefined,
  asked: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Omit<Row, 'key'> {
  const isAddress = /^[^\s@]+@[^\s@]+$/.test(lead);
  const [name, domain] = lead.split(isAddress ? '@' : ', ');
  const person = asked.get(lead.toLowerCase()) ?? { name, domain };
  const ref = lead.toLowerCase();
  if (!isAddress) return { ...personOf(person), ref, verdict, reason };
  return { ...personOf({ domain }), ref, addresses: [{ email: lead, verdict }], verdict, reason };
}

function offerOf(row: Omit<Row, 'key'>, lead: string, args: Arguments): Row['offer'] {
  const { firstName, lastName, domain, addresses } = row;
  const [address] = addresses;
  const ref = lead.toLowerCase();
  if (address) return { tool: 'prepare_leads', ref, item: { email: address.email }, args };
  if (!firstName || !lastName || !domain) return undefined;
  return { tool: 'prepare_leads', ref, item: { firstName, lastName, domain }, args };
}

function keyOf({ name, domain, addresses }: Omit<Row, 'key'>): string {
  return addresses[0]?.email ?? `${name} ${domain ?? ''}`;
}
