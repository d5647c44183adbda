import { numberOf, textOf } from '../shared/values.ts';
import { textsOf } from './answers/answer.ts';
import type { Arguments } from './row.ts';
import type { Speech } from './texts/texts.ts';

/** What a search is narrowed by, in the order in which it is told. */
const FILTERS = ['positions', 'seniority', 'locations', 'companies', 'domains', 'industries', 'companySizes'];
const MOST_WORDS = 8;

/** What was asked for, in words: filters, a list, or how many people. */
export function askedWords(args: Arguments, { texts, number }: Speech): string {
  const words = FILTERS.flatMap(name => textsOf(args[name]));
  const list = textOf(args.listId);
  const count = Math.max(countOf(args.people), countOf(args.emails));
  const parts = [
    ...words.slice(0, MOST_WORDS).map(word => word.replaceAll('_', ' ')),
    words.length > MOST_WORDS ? '…' : undefined,
    list && texts.listAsked(list),
    count > 0 ? texts.asked(count, number(count)) : undefined,
  ];
  return parts.filter(Boolean).join(' · ');
}

function countOf(value: unknown): number {
  return (Array.isArray(value) ? numberOf(value.length) : undefined) ?? 0;
}
