import { explain, SnovioError } from '../../errors.ts';
import type { Budget } from '../../spending/budget.ts';
import type { Generation } from '../../spending/store.ts';
import type { CallContext } from '../call-context.ts';
import type { DomainPageAnswer } from '../methods/domain.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import {
  type ListSearch,
  nextOf,
  pagesOf,
  pagesPrice,
  rowsOf,
  type StoredList,
  storedList,
  toPage,
  whatOf,
} from './domain-list.ts';
import type { Run } from './flow.ts';

// How a domain's list of addresses or people grows: each page is paid for and stored before the next.

/** v1 gives at most 100 addresses a page [A]. */
const V1_PAGE = 100;

/** No domain has so many rows, so no answer has given such a position out. */
const MOST_OFFSET = 1_000_000;

/** A domain's list as far as it is known, and how it goes on. */
export interface List {
  generation: Generation;
  readonly pages: DomainPageAnswer[];
  /** The runs that brought the pages. */
  readonly runs: Run<DomainPageAnswer>[];
  /** Why the list ends here, although there may be more. */
  stopped?: Outcome<DomainPageAnswer> & { status: 'pending' | 'not_run' | 'failed' };
}

/** A list that has grown, and what the call may still spend. */
export interface Progress {
  readonly list: List;
  readonly budget: Budget;
}

/** @throws SnovioError `invalid_input` for a place that no answer has given out */
export function checkOffset({ offset }: ListSearch): void {
  if (offset <= MOST_OFFSET) return;
  const message =
    'next: this was given out by no answer. Leave it out to start at the top. Nothing was sent.';
  throw new SnovioError('invalid_input', { message });
}

/**
 * Opens the call's budget, and walks the list as far as it goes.
 * @param known what is stored of the list
 * @param besides the most that the call can cost besides its pages
 * @throws SnovioError `credit_ceiling`, `cancelled`
 */
export async function growList(
  snovio: Snovio,
  search: ListSearch,
  call: CallContext,
  known: StoredList,
  besides = 0,
): Promise<Progress> {
  const { generation } = known;
  const budget = await snovio.budget(
    pagesPrice(known, search) + besides,
    search.maxCredits,
    whatOf(search),
    call,
    known.begun || known.pages.length > 0,
  );
  const freshAt = await freshPages(snovio, search);
  return { list: await grow(snovio, { search, call, generation }, budget, freshAt), budget };
}

/** Which pages `fresh` pays for anew: if there is a page in doubt, only that page, since the others were paid for. */
async function freshPages(snovio: Snovio, search: ListSearch): Promise<(cursor: string) => boolean> {
  if (!search.fresh) return () => false;
  const { pages, inDoubt } = await storedList(snovio, search, false);
  const doubtful = inDoubt ? (nextOf(pages, search) ?? '') : undefined;
  return doubtful === undefined ? () => true : cursor => cursor === doubtful;
}

/**
 * Walks the list until there is enough of it, it ends, or the budget does; each page is stored before the next.
 * @param freshAt the pages that may be paid for anew
 */
async function grow(
  snovio: Snovio,
  { search, call, generation }: { search: ListSearch; call: CallContext; generation: Generation },
  budget: Budget,
  freshAt: (cursor: string) => boolean,
): Promise<List> {
  const list: List = { generation, pages: [], runs: [] };
  const wanted = search.offset + search.limit;
  const seen = new Set<string>();
  for (let cursor: string | undefined = ''; cursor !== undefined; cursor = nextOf(list.pages, search)) {
    if (seen.has(cursor) || rowsOf(list.pages).length >= wanted) break;
    seen.add(cursor);
    const missing = wanted - rowsOf(list.pages).length;
    const size = Math.min(V1_PAGE, Math.ceil(Math.min(missing, Math.max(1, budget.room) * 10) / 10) * 10);
    const page = toPage(search, list.generation, cursor, size);
    const run = await snovio.run(pagesOf(search), [page], {
      call,
      what: whatOf(search),
      budget,
      fresh: freshAt(cursor),
      only: () => list.generation,
      tolerant: true,
    });
    list.runs.push(run);
    const [outcome] = run.outcomes.values();
    if (outcome?.status !== 'done') {
      if (outcome) list.stopped = outcome;
      break;
    }
    list.pages.push(outcome.answer);
    // Another call may have begun the list in the other generation meanwhile.
    list.generation = outcome.answer.generation;
  }
  return list;
}

/** Snov.io answers 404 for a domain that is not in its database. After the first page a 404 says nothing. */
export function isUnknown({ stopped, pages }: List): boolean {
  return pages.length === 0 && stopped?.status === 'failed' && stopped.reason === 'not_found';
}

/** Whether rows come after those up to `end`, as far as that is known. */
export function goesOn(list: List, search: ListSearch, end: number): boolean {
  if (rowsOf(list.pages).length > end || nextOf(list.pages, search) !== undefined) return true;
  return list.stopped !== undefined && !isUnknown(list);
}

/** How many rows Snov.io has in all, where it says so. */
export function totalOf(list: List): number | undefined {
  return list.pages.find(page => page.total !== undefined)?.total ?? (isUnknown(list) ? 0 : undefined);
}

/**
 * Why there is not more, in words.
 * @param addresses what became of the searches for people's addresses
 * @throws SnovioError why not even the first page came
 */
export function listNote(
  list: List,
  addresses: readonly Outcome<DomainPageAnswer>[] = [],
): string | undefined {
  const { stopped, pages } = list;
  const open = [stopped, ...addresses].find(outcome => outcome?.status === 'pending');
  const idle = [stopped, ...addresses].find(outcome => outcome?.status === 'not_run');
  if (open) return 'The search is still running (already paid): repeat the same call, it continues free.';
  if (idle?.status === 'not_run') {
    return idle.reason === 'credit_ceiling'
      ? 'Cut short (credit_ceiling): the rest costs credits. If the user agrees, repeat with a higher maxCredits.'
      : `Cut short (${idle.reason}): repeat the call to go on.`;
  }
  if (stopped?.status !== 'failed' || isUnknown(list)) return undefined;
  const error = stopped.error ?? new SnovioError('in_doubt');
  if (pages.length === 0) throw error;
  return `The next page failed (${stopped.reason}): ${explain(error).text}`;
}

/** Why there is not more: `pending`, or the first reason; undefined where nothing is missing. */
export function stopReason(list: List, addresses: readonly Outcome<DomainPageAnswer>[]): string | undefined {
  const reasonOf = (outcome: Outcome<DomainPageAnswer> | undefined) => {
    if (outcome === undefined || outcome.status === 'done') return undefined;
    return outcome.status === 'pending' ? outcome.status : outcome.reason;
  };
  const page = isUnknown(list) ? undefined : reasonOf(list.stopped);
  // Somebody whose address Snov.io does not know is no gap.
  const others = addresses.map(reasonOf).filter(reason => reason !== 'not_found');
  const reasons = [page, ...others].filter(reason => reason !== undefined);
  return reasons.includes('pending') ? 'pending' : reasons[0];
}
