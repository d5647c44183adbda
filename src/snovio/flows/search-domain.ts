import { explain, SnovioError } from '../../errors.ts';
import type { Credits } from '../../spending/ceiling.ts';
import type { Generation } from '../../spending/row.ts';
import type { CallContext } from '../call-context.ts';
import type { DomainEmail, DomainPage, DomainPageAnswer, DomainProspect } from '../methods/domain.ts';
import {
  creditsOf,
  type DispatchContext,
  dispatch,
  type QuestionEngines,
  type Spending,
  survey,
} from '../tasks/dispatch.ts';
import type { Outcome } from '../tasks/pending-item.ts';
import {
  type DomainSearch,
  grow,
  isProspect,
  type List,
  personItem,
  rowsOf,
  type Search,
  storedPages,
  whatOf,
} from './domain-list.ts';

export type { DomainSearch } from './domain-list.ts';

export interface DomainQuestions {
  readonly pages: QuestionEngines<DomainPage, DomainPageAnswer>;
  /** Pages of people by position; v1 gives their addresses at once. */
  readonly people: QuestionEngines<DomainPage, DomainPageAnswer>;
  /** The address of one of those people, by hash. */
  readonly person: QuestionEngines<string, DomainPageAnswer>;
}

export interface DomainAnswer {
  emails: DomainEmail[];
  company?: string | undefined;
  webmail: boolean;
  total?: number | undefined;
  returned: number;
  /** Each address's place in the whole list. */
  offsets: number[];
  /** Where the next call goes on. */
  nextOffset?: number | undefined;
  note?: string | undefined;
  credits: Credits;
}

const PAGE_SIZE = { pages: 50, people: 20 };
/** Lists a domain's addresses. The list grows page by page and is kept: what is there is free, only the rest is paid. */
export async function searchDomain(
  asker: DispatchContext,
  questions: DomainQuestions,
  search: DomainSearch,
  call: CallContext,
): Promise<DomainAnswer> {
  const { generations } = asker;
  const question = search.positions.length > 0 ? questions.people : questions.pages;
  const known = storedPages(question, search);
  const generation = known.generation ?? generations.choose('domain');
  const { pages, begun } = known;
  const list = await searchIn(asker, questions, { search, call, generation, known: pages, begun });
  if (!isUnknown(list.stopped) || generation === 'v1' || !generations.auto) {
    return complete(asker, questions, question, list, search, call);
  }
  const legacy = await searchIn(asker, questions, {
    search,
    call,
    generation: 'v1',
    known: [],
    begun: false,
  });
  if (legacy.pages.length > 0) generations.remember('domain');
  return complete(asker, questions, question, legacy, search, call);
}

async function searchIn(asker: DispatchContext, questions: DomainQuestions, from: Search): Promise<List> {
  const { search, generation, known, begun } = from;
  const byPosition = search.positions.length > 0;
  const question = byPosition ? questions.people : questions.pages;
  const ended = known.length > 0 && known.at(-1)?.next === undefined;
  const missing = ended ? 0 : Math.max(0, search.offset + search.limit - rowsOf(known, search).length);
  const perCredit = generation === 'v1' ? 10 : byPosition ? PAGE_SIZE.people : PAGE_SIZE.pages;
  const wanted = rowsOf(known, search).slice(search.offset, search.offset + search.limit);
  const unknown = search.limit - wanted.length;
  const people =
    byPosition && generation === 'v2'
      ? payable(questions.person, wanted.filter(isProspect)).length + (ended ? 0 : unknown)
      : 0;
  const budget = asker.ceiling.admit(
    units(pagesToPay(Math.ceil(missing / perCredit), generation, begun) + people),
    search.maxCredits,
    whatOf(search),
  );
  return grow(asker, question, from, budget.size);
}

/** A page that is begun costs nothing more; how much of the list it brings is known in v2 only. */
function pagesToPay(credits: number, generation: Generation, begun: boolean): number {
  if (!begun) return credits;
  return generation === 'v1' ? 0 : Math.max(0, credits - 1);
}

async function complete(
  asker: DispatchContext,
  questions: DomainQuestions,
  question: QuestionEngines<DomainPage, DomainPageAnswer>,
  list: List,
  search: DomainSearch,
  call: CallContext,
): Promise<DomainAnswer> {
  const rows = rowsOf(list.pages, search).slice(search.offset, search.offset + search.limit);
  const prospects = rows.filter(isProspect);
  const people = await addresses(asker, questions.person, prospects, {
    ...search,
    call,
    what: whatOf(search),
    budget: list.left,
  });
  const placed = rows.flatMap((row, i) => {
    const found = isProspect(row) ? withAddress(row, people.get(personItem(row))) : [row];
    return found.map(one => ({ one, offset: search.offset + i }));
  });
  const emails = placed.map(({ one }) => one);
  const offsets = placed.map(({ offset }) => offset);
  return answer(asker, {
    question,
    person: questions.person,
    list,
    people,
    emails,
    offsets,
    search,
    rows: rows.length,
  });
}

/** One cost entry per credit: a domain's price is a number of credits, not of items. */
function units(credits: number): { item: string; price: number }[] {
  return Array.from({ length: credits }, (_, i) => ({ item: String(i), price: 1 }));
}

async function addresses(
  asker: DispatchContext,
  question: QuestionEngines<string, DomainPageAnswer>,
  prospects: readonly DomainProspect[],
  options: Spending & { call: CallContext; what: string; budget: number },
): Promise<Map<string, Outcome<DomainPageAnswer>>> {
  if (prospects.length === 0) return new Map();
  const items = prospects.map(row => ({ item: personItem(row), input: row.hash, price: 1 }));
  const paid = payable(question, prospects).slice(0, options.budget);
  const admitted = new Set(paid.map(personItem));
  return dispatch(asker, question, items, { ...options, fresh: false, admitted, tolerant: true });
}

/** Those whose address would have to be paid for now. */
function payable(
  question: QuestionEngines<string, DomainPageAnswer>,
  prospects: readonly DomainProspect[],
): DomainProspect[] {
  const items = prospects.map(row => ({ item: personItem(row), input: row.hash, price: 1 }));
  const known = survey(question, items, false);
  return prospects.filter(row => known.get(personItem(row))?.mayCost);
}

function withAddress(
  { hash: _, ...row }: DomainProspect,
  outcome: Outcome<DomainPageAnswer> | undefined,
): DomainEmail[] {
  return outcome?.status === 'done' ? outcome.answer.emails.map(email => ({ ...row, ...email })) : [];
}

function answer(
  asker: DispatchContext,
  parts: {
    question: QuestionEngines<DomainPage, DomainPageAnswer>;
    person: QuestionEngines<string, DomainPageAnswer>;
    list: List;
    people: Map<string, Outcome<DomainPageAnswer>>;
    emails: DomainEmail[];
    offsets: number[];
    search: DomainSearch;
    rows: number;
  },
): DomainAnswer {
  const { question, person, list, people, emails, offsets, search, rows } = parts;
  const end = search.offset + rows;
  const all = rowsOf(list.pages, search).length;
  const more =
    all > end ||
    list.pages.at(-1)?.next !== undefined ||
    (list.stopped !== undefined && !isUnknown(list.stopped));
  return {
    emails,
    company: list.pages.find(page => page.company)?.company,
    webmail: list.pages.some(page => page.webmail === true),
    total:
      list.pages.find(page => page.total !== undefined)?.total ?? (isUnknown(list.stopped) ? 0 : undefined),
    returned: emails.length,
    offsets,
    nextOffset: more ? end : undefined,
    note: noteOf(list, people),
    credits: creditsOf(
      asker,
      [
        { scope: question.scope, outcomes: list.outcomes, estimated: true },
        { scope: person.scope, outcomes: people, estimated: true },
      ],
      search.maxCredits,
    ),
  };
}

/** Snov.io answers 404 for a domain that is not in its database. */
function isUnknown(stopped: List['stopped']): boolean {
  return stopped?.status === 'failed' && stopped.reason === 'not_found';
}

function noteOf(
  { stopped, pages }: List,
  people: ReadonlyMap<string, Outcome<DomainPageAnswer>>,
): string | undefined {
  const open = [...people.values()].filter(one => one.status === 'pending' || one.status === 'not_run');
  if (stopped?.status === 'pending' || open.some(one => one.status === 'pending')) {
    return 'The search is still running (already paid): repeat the same call, it continues free.';
  }
  if (stopped?.status === 'not_run' || open.length > 0) {
    const reason =
      stopped?.status === 'not_run' ? stopped.reason : open.find(one => one.status === 'not_run')?.reason;
    return reason === 'credit_ceiling'
      ? 'Cut short (credit_ceiling): the rest costs credits. If the user agrees, repeat with a higher maxCredits.'
      : `Cut short (${reason}): repeat the call to go on.`;
  }
  if (stopped?.status !== 'failed' || isUnknown(stopped)) return undefined;
  const error = stopped.error ?? new SnovioError('in_doubt');
  if (pages.length === 0) throw error;
  return `The next page failed (${stopped.reason}): ${explain(error).text}`;
}
