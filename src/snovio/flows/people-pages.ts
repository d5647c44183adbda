import { explain } from '../../errors.ts';
import type { CallContext } from '../call-context.ts';
import type { DatabasePage, DatabaseSearch } from '../methods/database-page.ts';
import { type DatabasePerson, peopleV2 } from '../methods/database-people.ts';
import type { Snovio } from '../snovio.ts';
import type { Outcome } from '../tasks/item.ts';
import { defineFlow } from './flow.ts';

/** A search without an end reads no more pages than this; Snov.io's own pages hold 50 people. */
const MOST_PAGES = 10;
/** Ends of a search that only a new one mends. */
const ANEW = ['in_doubt', 'task_lost'];

/**
 * A page of people in Snov.io's database, which is free. It goes through the store all the same: whoever was shown is
 * revealed under the hash of that answer, since Snov.io does not say whether another search names the same one.
 */
const peoplePage = defineFlow<DatabaseSearch, DatabasePage<DatabasePerson>>({
  question: 'database',
  methods: [peopleV2],
  key: ({ filters, page }) => JSON.stringify(['people', filters, page]),
  price: () => 0,
});

/** What a search has found so far. */
export interface FoundPeople {
  readonly people: readonly DatabasePerson[];
  /** How many Snov.io knows for the filters, as far as it says so. */
  readonly total: number | undefined;
  /** Whether there are pages that were not read. */
  readonly hasMore: boolean;
  /** Why a page is missing: `pending`, or a reason; undefined where none is, or enough were found. */
  readonly unfinished?: string | undefined;
  /** The same in words. */
  readonly note?: string | undefined;
}

interface PageOptions {
  readonly call: CallContext;
  readonly fresh?: boolean | undefined;
  /** Whom of a page to keep, in order. */
  choose(page: readonly DatabasePerson[]): readonly DatabasePerson[];
  /** Whether these are enough. */
  isEnough(people: readonly DatabasePerson[]): boolean;
}

/**
 * Reads pages of a search until enough people are found.
 * @throws SnovioError `cancelled`, or why not even the first page came
 */
export async function readPeople(
  snovio: Snovio,
  filters: object,
  { call, fresh, choose, isEnough }: PageOptions,
): Promise<FoundPeople> {
  const people: DatabasePerson[] = [];
  let [total, read]: [number | undefined, number] = [undefined, 0];
  for (let page = 1; !isEnough(people); page++) {
    if (page > MOST_PAGES) return { people, total, hasMore: true, unfinished: 'page_limit', note: TOO_MANY };
    const outcome = await readPage(snovio, { filters, page }, call, fresh);
    if (outcome?.status !== 'done') return { people, total, hasMore: true, ...missing(outcome) };
    const { answer } = outcome;
    people.push(...choose(answer.rows));
    total ??= answer.total;
    read += answer.rows.length;
    const goesOn = hasNext(answer, page, read);
    if (goesOn === undefined) return { people, total, hasMore: true, unfinished: 'page_limit', note: UNSAID };
    if (!goesOn) return { people, total, hasMore: false };
  }
  return { people, total, hasMore: true };
}

const TOO_MANY = `Only the first ${MOST_PAGES} pages were read: narrow the filters.`;
const UNSAID = 'Snov.io does not say whether there are more.';

/** Whether a page comes after this one; undefined where Snov.io does not say so. @param read rows up to here */
function hasNext(
  { total, totalPages = 0 }: DatabasePage<DatabasePerson>,
  page: number,
  read: number,
): boolean | undefined {
  if (totalPages >= 1) return page < totalPages;
  return total === undefined ? undefined : read < total;
}

type PageOutcome = Outcome<DatabasePage<DatabasePerson>> | undefined;

async function readPage(
  snovio: Snovio,
  search: DatabaseSearch,
  call: CallContext,
  fresh: boolean | undefined,
): Promise<PageOutcome> {
  const key = peoplePage.key(search);
  const ask = async (anew: boolean | undefined) => {
    const options = { call, fresh: anew, what: 'a search for people', tolerant: search.page > 1 };
    return (await snovio.run(peoplePage, [search], options)).outcomes.get(key);
  };
  const outcome = await ask(fresh);
  // A start whose answer was lost is not repeated where it may have been charged. This one is free.
  return outcome?.status === 'failed' && ANEW.includes(outcome.reason) ? ask(true) : outcome;
}

function missing(outcome: PageOutcome): Pick<FoundPeople, 'unfinished' | 'note'> {
  if (outcome?.status === 'failed') {
    const why = outcome.error ? explain(outcome.error).text : outcome.reason;
    // Lost, and not begun anew just now: a search is free, so the next call may begin it.
    const unfinished = ANEW.includes(outcome.reason) ? 'upstream_unavailable' : outcome.reason;
    return { unfinished, note: `Not everybody could be read: ${why}` };
  }
  const unfinished = outcome?.status === 'not_run' ? outcome.reason : 'pending';
  return { unfinished, note: 'The search is still running: repeat the same call.' };
}
