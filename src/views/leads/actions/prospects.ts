import { isWebPage } from '../../shared/host.ts';
import { isBad, type Row } from '../row.ts';

/** Those who can be saved: who has an address that may take mail. */
export function savable(rows: readonly Row[]): Row[] {
  return rows.filter(row => addressOf(row) !== undefined && !isBad(row));
}

/** The address of somebody that is saved. */
export function addressOf({ addresses }: Row): string | undefined {
  return addresses.find(address => !isBad(address))?.email;
}

/** Somebody as `save_prospects` takes them. */
export function prospectOf(row: Row): Readonly<Record<string, unknown>> {
  const { name, firstName, lastName, position, company, domain, locality, linkedIn } = row;
  const hasParts = firstName !== undefined || lastName !== undefined;
  const facts = {
    email: addressOf(row),
    firstName,
    lastName,
    fullName: hasParts ? undefined : name,
    position,
    companyName: company,
    // Of an address alone it is not known whether its domain is the company's.
    companySite: company && domain,
    locality,
    socialLinks: linkedIn && isWebPage(linkedIn) ? { linkedIn } : undefined,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
