import type { Credits } from '../../spending/ceiling.ts';
import type { CallContext } from '../call-context.ts';
import type { DomainProspect } from '../methods/domain.ts';
import type { Snovio } from '../snovio.ts';
import {
  type DomainSearch,
  isKnown,
  isProspect,
  type ListSearch,
  rowsOf,
  storedList,
} from './domain-list.ts';
import { checkOffset, goesOn, growList, listNote, pageParts, totalOf } from './grow-list.ts';
import { creditsNote, inOneNote } from './item-result.ts';

/** Whom to list; without `positions` everybody. */
export type PeopleSearch = Omit<DomainSearch, 'type'>;

export interface PeopleAnswer {
  people: DomainProspect[];
  /** Each person's place in the whole list. */
  offsets: number[];
  total?: number | undefined;
  /** Where the next call goes on. */
  nextOffset?: number | undefined;
  note?: string | undefined;
  credits: Credits;
}

/**
 * Lists a domain's people without their addresses, which only v2 does. Stored pages are free, only the rest is paid.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or why not even the first page came
 */
export async function searchPeople(
  snovio: Snovio,
  search: PeopleSearch,
  call: CallContext,
): Promise<PeopleAnswer> {
  const wanted = await listOf(snovio, search);
  checkOffset(wanted);
  const stored = await storedList(snovio, wanted, search.fresh === true);
  const { list } = await growList(snovio, wanted, call, { ...stored, generation: 'v2' });
  const rows = rowsOf(list.pages).slice(search.offset, search.offset + search.limit);
  const people = rows.filter(isProspect);
  const end = search.offset + rows.length;
  const credits = await snovio.credits(pageParts(list, search.offset), search.maxCredits);
  return {
    people,
    offsets: people.map((_, i) => search.offset + i),
    total: totalOf(list),
    nextOffset: goesOn(list, wanted, end) ? end : undefined,
    note: inOneNote(listNote(list), creditsNote(credits)),
    credits,
  };
}

/**
 * Where these people are kept. By position it is the list that `searchDomain` goes through, whose pages are the same,
 * unless v1 has begun that one: its pages hold addresses instead.
 */
async function listOf(snovio: Snovio, search: PeopleSearch): Promise<ListSearch> {
  const own = { ...search, type: 'people', rows: 'people' } as const;
  if (search.positions.length === 0 || isKnown(await storedList(snovio, own, false))) return own;
  const shared = { ...own, type: 'all' } as const;
  const stored = await storedList(snovio, shared, false);
  return stored.generation === 'v1' && isKnown(stored) ? own : shared;
}
