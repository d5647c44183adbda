import type { Generation } from '../../spending/store.ts';
import { quoted } from '../../text/quoted.ts';
import {
  type AddressType,
  type DomainEmail,
  type DomainPage,
  type DomainPageAnswer,
  type DomainProspect,
  domainPeopleV2,
  domainV1,
  domainV2,
} from '../methods/domain.ts';
import type { Snovio } from '../snovio.ts';
import { defineFlow, type Flow, type Spending } from './flow.ts';

// A domain's list of addresses or people: how it is stored, page by page, and what the rest of it can cost.

export interface DomainSearch extends Spending, Pick<DomainPage, 'domain' | 'positions'> {
  readonly type: AddressType;
  readonly offset: number;
  readonly limit: number;
}

/** A part of a list. `rows`: what it is asked for, addresses or people without theirs. */
export interface ListSearch extends Omit<DomainSearch, 'type'>, Pick<DomainPage, 'type'> {
  readonly rows?: 'addresses' | 'people';
}

/** v2 gives at most 50 addresses a page, and 20 people [C:ref]. */
const V2_PAGE = { emails: 50, people: 20 };

/** What a page may cost: v1 charges the tens begun, v2 the page. */
const price = ({ generation, size }: DomainPage): number => (generation === 'v1' ? size / 10 : 1);

/** Pages of a domain's addresses. */
const emailPages = defineFlow<DomainPage, DomainPageAnswer>({
  question: 'domain',
  methods: [domainV1, domainV2],
  key: pageKey,
  price,
});

/** Pages of people, in v1 by position only, and with their addresses. */
const peoplePages = defineFlow<DomainPage, DomainPageAnswer>({
  question: 'domain',
  methods: [domainV1, domainPeopleV2],
  key: pageKey,
  price,
});

/** Pages of v1 alone, where its flag `verified` is taken for its verifier's word. */
export const flaggedPages = defineFlow<DomainPage, DomainPageAnswer>({
  question: 'domain',
  methods: [domainV1],
  key: pageKey,
  price,
  verdicts: ({ emails }) =>
    emails.flatMap(({ email, verified }) => (verified ? [{ email, status: 'valid' }] : [])),
});

/** Pages of this kind of search. */
export function pagesOf(search: ListSearch): Flow<DomainPage, DomainPageAnswer> {
  return isOfPeople(search) ? peoplePages : emailPages;
}

function isOfPeople({ type, positions }: ListSearch): boolean {
  return type === 'people' || positions.length > 0;
}

/**
 * The key of a page is its list and the cursor that leads to it, without the size that is asked for. The first page has
 * no cursor, so both generations share its key: the call that begins a list decides in which generation it goes on.
 */
function pageKey(page: DomainPage): string {
  const { generation, domain, positions, cursor } = page;
  const titles = positions.map(title => title.trim().toLowerCase()).sort();
  return JSON.stringify([domain, kindOf(page), titles, ...(cursor === '' ? [] : [generation, cursor])]);
}

/** The type that Snov.io is asked for. v2 filters neither personal addresses nor people by type: there it is `all`. */
function kindOf({ generation, type, positions }: DomainPage): DomainPage['type'] {
  if (generation === 'v1' || type === 'people') return type;
  return positions.length === 0 && type === 'generic' ? 'generic' : 'all';
}

/** The list as far as it is stored. */
export interface StoredList {
  readonly generation: Generation;
  readonly pages: readonly DomainPageAnswer[];
  /** Whether the page after them is paid for already, or perhaps. */
  readonly begun: boolean;
  /** Whether that page is in doubt: it is paid for anew only with `fresh`. */
  readonly inDoubt: boolean;
}

/** Reads what is stored of the list, which goes on in the generation that began it. */
export async function storedList(snovio: Snovio, search: ListSearch, fresh: boolean): Promise<StoredList> {
  const preferred = snovio.generation('domain');
  const first = await listIn(snovio, search, preferred, fresh);
  if (isKnown(first) || isShared(search)) return first;
  const other = await listIn(snovio, search, preferred === 'v1' ? 'v2' : 'v1', fresh);
  return isKnown(other) ? other : first;
}

/** Whether both generations keep this list under one name; where their filters differ, each has a list of its own. */
function isShared(search: ListSearch): boolean {
  const [v1, v2] = (['v1', 'v2'] as const).map(generation => pageKey(toPage(search, generation, '', 0)));
  return v1 === v2;
}

/** Whether the list is begun, or perhaps. */
export function isKnown({ pages, begun, inDoubt }: StoredList): boolean {
  return pages.length > 0 || begun || inDoubt;
}

/**
 * Reads what is stored of the list that this generation keeps.
 * @param preferred the generation of a list that is not begun yet
 */
export async function listIn(
  snovio: Snovio,
  search: ListSearch,
  preferred: Generation,
  fresh: boolean,
): Promise<StoredList> {
  const pages: DomainPageAnswer[] = [];
  const seen = new Set<string>();
  let generation = preferred;
  for (let cursor: string | undefined = ''; cursor !== undefined && !seen.has(cursor); ) {
    seen.add(cursor);
    const page = toPage(search, generation, cursor, 0);
    const [known] = (await snovio.survey(pagesOf(search), [page], fresh)).values();
    if (known?.state !== 'new') generation = known?.generation ?? generation;
    if (known?.answer === undefined) {
      const inDoubt = known?.state === 'stored';
      return { generation, pages, begun: known?.mayCost === false && !inDoubt, inDoubt };
    }
    pages.push(known.answer as DomainPageAnswer);
    cursor = nextOf(pages, search);
  }
  return { generation, pages, begun: false, inDoubt: false };
}

/** The next page's cursor; undefined: the list ends. Only the documented total and cursor, or an empty page, end a list. */
export function nextOf(
  pages: readonly DomainPageAnswer[],
  { type, positions }: ListSearch,
): string | undefined {
  const last = pages.at(-1);
  if (!last || last.rows === 0) return undefined;
  const rows = pages.reduce((sum, page) => sum + page.rows, 0);
  // `result` counts all addresses of the domain [A], not those that a filter leaves.
  const allKnown = type === 'all' && positions.length === 0 && last.total !== undefined && rows >= last.total;
  return allKnown ? undefined : last.next;
}

/** Whether no page comes after the stored ones. */
export function isWhole({ pages }: StoredList, search: ListSearch): boolean {
  return pages.length > 0 && nextOf(pages, search) === undefined;
}

export function toPage(
  { domain, type, positions }: ListSearch,
  generation: Generation,
  cursor: string,
  size: number,
): DomainPage {
  return { generation, domain, type, positions, cursor, size };
}

/** The most that the pages after the stored ones can cost. */
export function pagesPrice(list: StoredList, search: ListSearch): number {
  if (isWhole(list, search) || list.inDoubt) return 0;
  const missing = Math.max(0, search.offset + search.limit - rowsOf(list.pages).length);
  const perCredit = list.generation === 'v1' ? 10 : isOfPeople(search) ? V2_PAGE.people : V2_PAGE.emails;
  const credits = Math.ceil(missing / perCredit);
  // A page that is begun costs nothing more; how much of the list it brings is known in v2 only.
  if (!list.begun) return credits;
  return list.generation === 'v1' ? 0 : Math.max(0, credits - 1);
}

/** A row of a page: an address, or a person whose address is a search of its own. */
export type ListRow = DomainEmail | DomainProspect;

export function isProspect(row: ListRow): row is DomainProspect {
  return 'hash' in row;
}

/** The rows of these pages. */
export function rowsOf(pages: readonly DomainPageAnswer[]): ListRow[] {
  return pages.flatMap((page): ListRow[] => [...page.emails, ...(page.prospects ?? [])]);
}

/** What is asked about, for the price question. */
export function whatOf({ limit, domain, rows = 'addresses' }: ListSearch): string {
  return `up to ${limit} ${rows} of ${quoted(domain)}`;
}
