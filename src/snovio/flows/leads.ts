import { plainLine } from '../../text/line.ts';
import type { DatabasePerson } from '../methods/database-people.ts';
import type { FoundEmail } from '../methods/find.ts';
import { normaliseName } from '../shapes/normalise.ts';
import type { ItemResult } from './item-result.ts';

/** Whom to find; with neither companies nor domains anybody who passes the filters. */
export interface Wanted {
  /** People of companies with such a name, or part of a name. */
  readonly companies: readonly string[];
  /** People of companies at these bare domains. */
  readonly domains: readonly string[];
  /** Titles; whoever has exactly one of them comes first. */
  readonly positions: readonly string[];
}

/** Somebody who fits. Last name and profile are whole once they are revealed. */
export interface Lead extends Partial<ItemResult> {
  personId?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  position?: string | undefined;
  companyName?: string | undefined;
  domain?: string | undefined;
  locality?: string | undefined;
  linkedIn?: string | undefined;
  emails?: FoundEmail[] | undefined;
  /** Credits that this call paid for them. */
  paid?: number | undefined;
  /** As whom the call named them, where it named whom it wants. */
  lead?: string | undefined;
}

/** Somebody of the database as a lead, before anything is paid. */
export function toLead({ company, ...row }: DatabasePerson): Lead {
  return {
    personId: row.hash,
    firstName: row.first_name,
    lastName: row.last_name,
    position: row.job_title,
    companyName: company.name,
    domain: company.domain,
    locality: row.location,
  };
}

/** How a call names somebody whom an earlier answer has shown, such as `Mara Li***, Head of Sales, Acme`. */
export function shownName({ firstName = '', lastName = '', position = '', ...lead }: Lead): string {
  const name = `${plainLine(firstName)} ${plainLine(lastName)}`.trim();
  const company = plainLine(lead.companyName ?? lead.domain ?? '');
  return [name, plainLine(position), company].filter(Boolean).join(', ');
}

/** Whom of a page a call wants, each with the words that it has for them. All of them without `only`. */
export function namedAmong(
  shown: readonly DatabasePerson[],
  only: readonly string[] | undefined,
): Map<DatabasePerson, string | undefined> {
  if (!only) return new Map(shown.map(person => [person, undefined]));
  const names = new Map(only.map(name => [normaliseName(name), name]));
  const named = shown.map(person => [person, names.get(normaliseName(shownName(toLead(person))))] as const);
  return new Map(named.filter(([, name]) => name !== undefined));
}

/** The words that the database is asked for: it has no filter for domains, so a domain's first part stands for its name. */
export function companyNames({ companies, domains }: Wanted): string[] {
  return [...companies, ...domains.map(domain => domain.split('.')[0] ?? domain)];
}

/**
 * The people of a page who fit, whoever has exactly a wanted title first. Ranked page by page, so that nobody moves when
 * more pages are read.
 */
export function fittingOf(page: readonly DatabasePerson[], wanted: Wanted): DatabasePerson[] {
  const titles = new Set(wanted.positions.map(normaliseName));
  const rank = ({ job_title }: DatabasePerson) => (titles.has(normaliseName(job_title ?? '')) ? 0 : 1);
  return page.filter(person => fits(person, wanted)).toSorted((one, other) => rank(one) - rank(other));
}

/** Each person once. Whoever has no hash cannot be told from somebody else. */
export function distinct(people: readonly DatabasePerson[]): DatabasePerson[] {
  const seen = new Set<string>();
  return people.filter(({ hash, first_name, last_name }) => {
    if (hash === undefined) return true;
    const key = JSON.stringify([hash, first_name, last_name]);
    const isNewHere = !seen.has(key);
    seen.add(key);
    return isNewHere;
  });
}

/** Whether somebody is on no list of the account: whoever is has an address there, which is not paid for again. */
export function isNew({ list_id }: DatabasePerson): boolean {
  return list_id === undefined;
}

function fits({ company }: DatabasePerson, { companies, domains }: Wanted): boolean {
  if (companies.length === 0 && domains.length === 0) return true;
  if (company.domain !== undefined && domains.includes(company.domain.toLowerCase())) return true;
  const name = normaliseName(company.name ?? '');
  return companies.some(wanted => name.includes(normaliseName(wanted)));
}
