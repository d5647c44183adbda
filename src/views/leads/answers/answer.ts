import { listOf, numberOf, recordOf, textOf } from '../../shared/values.ts';
import { type Address, type Arguments, type Money, type Row, VERDICTS, type Verdict } from '../row.ts';

/** What a tool has answered, as far as the card shows it. */
export interface Answer extends Money {
  readonly rows: readonly Row[];
  /** How many people there are in all. */
  readonly total?: number | undefined;
  /** Leads to the page after this one. */
  readonly next?: string | undefined;
  /** The most that the addresses can still cost; undefined where the answer does not say. */
  readonly price?: number | undefined;
  /** Whether a search has not come to its end, so that somebody may be missing. */
  readonly isUnfinished: boolean;
  /** The list whose people these are. */
  readonly list?: string | undefined;
  /** The server's own words, which speak to an agent. */
  readonly note?: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** The most rows that are read: no answer of the server's has more. */
const MOST_ROWS = 5000;
const LONGEST_ADDRESS = 320;
const LONGEST_LINK = 2048;
const LONGEST_NOTE = 2000;

/** What all answers have in common. */
export function factsOf({
  total,
  next,
  note,
  credits,
  revealPrice,
  unfinished,
  list,
}: Json): Omit<Answer, 'rows'> {
  const { spent, paidEarlier, reserved } = recordOf(credits);
  return {
    total: numberOf(total),
    next: typeof next === 'string' && next !== '' ? next : undefined,
    spent: numberOf(spent) ?? 0,
    paidEarlier: numberOf(paidEarlier) ?? 0,
    reserved: numberOf(reserved) ?? 0,
    price: numberOf(revealPrice),
    isUnfinished: typeof unfinished === 'string',
    list: textOf(recordOf(list).name),
    note: textOf(note, LONGEST_NOTE),
  };
}

/** The entries of a list that are objects. */
export function entriesOf(value: unknown): Json[] {
  return listOf(value).slice(0, MOST_ROWS).map(recordOf);
}

/** What answers say of people in the same words everywhere. */
export function personOf(entry: Json): Omit<Row, 'key' | 'verdict'> {
  const [firstName, lastName] = [textOf(entry.firstName), textOf(entry.lastName)];
  return {
    name: [firstName, lastName].filter(Boolean).join(' ') || textOf(entry.name),
    firstName,
    lastName,
    position: textOf(entry.position),
    company: textOf(entry.companyName) ?? textOf(entry.company),
    domain: textOf(entry.domain),
    locality: textOf(entry.locality),
    linkedIn: textOf(entry.linkedIn, LONGEST_LINK),
    addresses: [],
    reason: textOf(entry.reason),
    lists: textsOf(entry.lists),
    campaigns: textsOf(entry.campaigns),
  };
}

export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap(item => textOf(item) ?? []);
}

/** The addresses of somebody, the best one first. @param unsaid what an address without a word about it is */
export function addressesOf(emails: unknown, unsaid: Verdict): Address[] {
  const addresses = entriesOf(emails).flatMap(({ email: given, status, reason: why }): Address[] => {
    const [email, reason] = [textOf(given, LONGEST_ADDRESS), textOf(why)];
    if (!email) return [];
    const verdict = reason === 'not_verified' ? reason : (verdictOf(status) ?? unsaid);
    return [{ email, verdict, ...(reason !== verdict && { reason }) }];
  });
  return addresses.sort((one, other) => rank(one.verdict) - rank(other.verdict));
}

export function verdictOf(status: unknown): Verdict | undefined {
  return VERDICTS.find(verdict => verdict === status);
}

/** How good a verdict is, the best first. */
export function rank(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

/** Rows with keys of their own, also where an answer names somebody twice. */
export function keyed(rows: readonly Omit<Row, 'key'>[], keyOf: (row: Omit<Row, 'key'>) => string): Row[] {
  const seen = new Map<string, number>();
  return rows.map(row => {
    const key = keyOf(row);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return { ...row, key: times > 0 ? `${key} ${times}` : key };
  });
}

export type Reader = (answer: Json, args: Arguments) => Answer;
