import type { Generation, Question } from '../../../spending/store.ts';
import type { CsvFlow } from '../flows/flow.ts';

/**
 * The share of people for whom an address is found, as long as the account's own record does not tell. A guess: Snov.io
 * promises none.
 */
export const ASSUMED_HITS = 0.7;
/** As much as the guess weighs beside what is known: as if so many items had cost what it says. */
const GUESS_WEIGHT = 10;
/** Fewer items than these teach nothing. */
export const LEAST_RECORD = 10;

/** What so many items have cost, in credits. */
export interface CreditRecord {
  readonly items: number;
  readonly credits: number;
}

/** What the rows will cost, in credits: at least, most likely and at most. */
export interface CreditRange {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
  /** What the likely figure goes by. */
  readonly basis: 'price' | 'record' | 'assumption';
}

/** What an item costs on average: the guess as long as little is known, and what is known the more there is of it. */
export function averageCost(guess: number, { items, credits }: CreditRecord): number {
  return weighed(guess, credits, items);
}

/** A share: the guess as long as little is known, and what is known the more there is of it. */
export function weighed(guess: number, hits: number, items: number): number {
  return (hits + guess * GUESS_WEIGHT) / (items + GUESS_WEIGHT);
}

/**
 * A verification costs a credit whatever it says, and v1's search for an address too; v2's only if it finds one [A][B].
 * @param certain credits that are due whatever Snov.io finds
 * @param mayDrop whether somebody may turn out to cost nothing before that, as who is in a campaign already
 * @param most the most that the rows can cost
 */
export function creditsOf(
  { tool }: CsvFlow,
  certain: number,
  most: number,
  mayDrop: boolean,
  {
    generation,
    record,
  }: { generation: (question: Question) => Generation; record: CreditRecord | undefined },
): CreditRange {
  if (most === 0 || tool === 'verify_emails') return { least: most, likely: most, most, basis: 'price' };
  const hits = generation(tool === 'find_prospects_by_url' ? 'url' : 'find') === 'v1' ? 1 : ASSUMED_HITS;
  const due = Math.min(most, certain);
  const guess = due + (most - due) * hits;
  const least = mayDrop ? 0 : Math.floor(due);
  if (!record) return { least, likely: Math.round(guess), most, basis: 'assumption' };
  const cost = Math.min(1, averageCost(guess / most, record));
  return { least, likely: Math.max(least, Math.round(cost * most)), most, basis: 'record' };
}
