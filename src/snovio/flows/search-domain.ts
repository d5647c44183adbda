import { explain, SnovioError } from '../../errors.ts';
import type { Budget } from '../../spending/budget.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { DomainEmail, DomainPageAnswer, DomainProspect } from '../methods/domain.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import {
  type DomainSearch,
  isProspect,
  isWhole,
  type ListRow,
  rowsOf,
  type StoredList,
  storedList,
  whatOf,
} from './domain-list.ts';
import type { Run } from './flow.ts';
import {
  checkOffset,
  goesOn,
  growList,
  isUnknown,
  listNote,
  type Progress,
  pageParts,
  stopReason,
  totalOf,
} from './grow-list.ts';
import { creditsNote, inOneNote } from './item-result.ts';
import { addressStatus, personEmails } from './reveal-domain-people.ts';
import { isDoubtful } from './run-flow.ts';

export type { DomainSearch } from './domain-list.ts';

/** An address of a domain. Without `status` nobody has verified it. */
export interface ListedEmail extends DomainEmail {
  readonly status?: 'valid' | 'unknown' | undefined;
}

export interface DomainAnswer {
  emails: ListedEmail[];
  company?: string | undefined;
  webmail: boolean;
  total?: number | undefined;
  returned: number;
  /** Each address's place in the whole list. */
  offsets: number[];
  /** Where the next call goes on. */
  nextOffset?: number | undefined;
  /** Why rows may be missing: `pending`, or a reason. */
  stopped?: string | undefined;
  note?: string | undefined;
  credits: Credits;
}

/**
 * Lists a domain's addresses. The list grows page by page and is stored: stored pages are free, only the rest is paid.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or why not even the first page came
 */
export async function searchDomain(
  snovio: Snovio,
  search: DomainSearch,
  call: CallContext,
): Promise<DomainAnswer> {
  checkOffset(search);
  const known = await storedList(snovio, search, search.fresh === true);
  const progress = await searchIn(snovio, search, call, known);
  const { list } = progress;
  // v1 is tried for a domain that v2 does not know. It does not understand v2's cursors, so only for the first page.
  if (!isUnknown(list) || known.generation === 'v1' || !snovio.fallsBack)
    return answer(snovio, progress, search, call);
  const legacy = await searchIn(snovio, search, call, {
    generation: 'v1',
    pages: [],
    begun: false,
    inDoubt: false,
  });
  if (legacy.list.pages.some(page => page.rows > 0)) snovio.rememberLegacy('domain');
  return answer(snovio, legacy, search, call);
}

async function searchIn(
  snovio: Snovio,
  search: DomainSearch,
  call: CallContext,
  known: StoredList,
): Promise<Progress> {
  return growList(snovio, search, call, known, await peoplePrice(snovio, search, known));
}

/** The most that the addresses of people can cost: for stored rows what is not known yet, and 1 for each row to come. */
async function peoplePrice(snovio: Snovio, search: DomainSearch, known: StoredList): Promise<number> {
  if (search.positions.length === 0 || known.generation === 'v1') return 0;
  const rows = rowsOf(known.pages).slice(search.offset, search.offset + search.limit);
  const coming = isWhole(known, search) ? 0 : search.limit - rows.length;
  const survey = await snovio.survey(personEmails, hashesOf(rows), false);
  const payable = [...survey.values()].filter(
    person => person.mayCost || (search.fresh && isDoubtful(person)),
  );
  return payable.length + coming;
}

function hashesOf(rows: readonly ListRow[]): string[] {
  return rows.filter(isProspect).map(({ hash }) => hash);
}

/** Those whose address is in doubt. */
async function inDoubt(snovio: Snovio, hashes: readonly string[]): Promise<string[]> {
  const survey = await snovio.survey(personEmails, hashes, false);
  return hashes.filter(hash => isDoubtful(survey.get(personEmails.key(hash))));
}

/** Searches the addresses of people; `fresh` pays anew only for those in doubt. */
async function addressesOf(
  snovio: Snovio,
  hashes: readonly string[],
  search: DomainSearch,
  options: { readonly call: CallContext; readonly budget: Budget },
): Promise<Run<DomainPageAnswer>[]> {
  const again = search.fresh ? await inDoubt(snovio, hashes) : [];
  const others = hashes.filter(hash => !again.includes(hash));
  const how = { ...options, what: whatOf(search), tolerant: true };
  const runs = [await snovio.run(personEmails, others, how)];
  if (again.length > 0) runs.push(await snovio.run(personEmails, again, { ...how, fresh: true }));
  return runs;
}

async function answer(
  snovio: Snovio,
  { list, budget }: Progress,
  search: DomainSearch,
  call: CallContext,
): Promise<DomainAnswer> {
  const all = rowsOf(list.pages);
  const rows = all.slice(search.offset, search.offset + search.limit);
  const runs = await addressesOf(snovio, hashesOf(rows), search, { call, budget });
  const people = new Map(runs.flatMap(({ outcomes }) => [...outcomes]));
  const addresses = [...people.values()];
  const placed = rows.flatMap((row, i) => {
    const found = isProspect(row) ? withAddress(row, people) : [withStatus(row)];
    return found.map(email => ({ email, offset: search.offset + i }));
  });
  const end = search.offset + rows.length;
  const total = totalOf(list);
  const nextOffset = goesOn(list, search, end) ? end : undefined;
  const parts = [...pageParts(list, search.offset), ...runs.map(run => ({ run, estimated: true }))];
  const credits = await snovio.credits(parts, search.maxCredits);
  return {
    emails: placed.map(({ email }) => email),
    company: list.pages.find(page => page.company)?.company,
    webmail: list.pages.some(page => page.webmail === true),
    total,
    returned: placed.length,
    offsets: placed.map(({ offset }) => offset),
    nextOffset,
    stopped: stopReason(list, addresses),
    note: inOneNote(
      listNote(list, addresses) ??
        addressNote(addresses) ??
        fewerNote({ without: rows.length - placed.length, end, total, nextOffset }, search),
      creditsNote(credits),
    ),
    credits,
  };
}

type Addresses = ReadonlyMap<string, Outcome<DomainPageAnswer>>;

function withAddress({ hash, ...row }: DomainProspect, people: Addresses): ListedEmail[] {
  const outcome = people.get(personEmails.key(hash));
  const emails = outcome?.status === 'done' ? outcome.answer.emails : [];
  return emails.map(email => ({ ...row, ...email, status: addressStatus(email) }));
}

/** An address of a page was looked at by the verifier or not: that it was not says nothing of it. */
function withStatus(row: DomainEmail): ListedEmail {
  return row.verified ? { ...row, status: 'valid' } : row;
}

/** Where the rows of an answer ended. */
interface End {
  /** People who were looked at and have no address. */
  readonly without: number;
  /** Rows that fit, to the end of this answer. */
  readonly end: number;
  readonly total: number | undefined;
  readonly nextOffset: number | undefined;
}

/** Why there are fewer addresses than `total` says: v1 counts those of other types and positions too. */
function fewerNote({ without, end, total, nextOffset }: End, { type, positions }: DomainSearch) {
  if (without > 0) return `total counts people: of those looked at here, ${without} have no known address.`;
  if (nextOffset !== undefined || total === undefined || end >= total) return undefined;
  return type === 'all' && positions.length === 0
    ? `Snov.io counts ${total}, and gave only ${end}.`
    : `total counts all addresses of the domain: ${end} of them fit type and positions.`;
}

/** Says how many people are missing from the answer because their address could not be searched. */
function addressNote(addresses: readonly Outcome<DomainPageAnswer>[]): string | undefined {
  const failed = addresses.flatMap(outcome => (outcome.status === 'failed' ? [outcome] : []));
  const [first] = failed;
  if (!first || first.reason === 'not_found') return undefined;
  const why = first.error ? explain(first.error).text : explain(new SnovioError('in_doubt')).text;
  return `The address of ${failed.length} of them could not be searched (${first.reason}): ${why}`;
}
