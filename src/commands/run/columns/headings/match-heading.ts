import { spellingsOf, wordsOf } from './fold.ts';
import { rankOf } from './qualifiers.ts';
import { type Concept, TERMS } from './terms.ts';

/** How well a heading names a concept; less is better. */
export interface HeadingMatch {
  /** Below 0: the one for business; above 0: a second or a private one. */
  readonly rank: number;
  /** Which of the concept's lists of terms it is in. */
  readonly tier: number;
}

const TIERS = new Map(
  Object.entries(TERMS).map(([concept, { tiers }]) => {
    const terms = tiers.flatMap((list, tier) => spellingsOf(list).map(spelling => [spelling, tier] as const));
    // Of a term in two lists the first counts.
    return [concept, new Map(terms.reverse())];
  }),
);

/** Longer headings are sentences, and no usual ones. */
const MOST_WORDS = 8;

/** Whether a heading names a concept: by one of its terms, beside which only words stand that change nothing else. */
export function matchHeading(heading: string, concept: Concept): HeadingMatch | undefined {
  const words = wordsOf(heading);
  if (words.length > MOST_WORDS) return undefined;
  return match(words, concept, 0);
}

/** Leaves out words whose meaning is known, in each way there is. */
function match(
  words: readonly string[],
  concept: Concept,
  from: number,
  ranks: readonly number[] = [],
): HeadingMatch | undefined {
  const tier = TIERS.get(concept)?.get(words.join(''));
  const matches: HeadingMatch[] = tier === undefined ? [] : [{ rank: overallOf(ranks), tier }];
  for (let i = from; i < words.length; i += 1) {
    const rank = rankOf(words[i] ?? '', concept);
    if (rank === undefined) continue;
    const found = match(words.toSpliced(i, 1), concept, i, [...ranks, rank]);
    if (found) matches.push(found);
  }
  return matches.sort((one, other) => one.rank - other.rank || one.tier - other.tier)[0];
}

/** A second business address is a second one. */
function overallOf(ranks: readonly number[]): number {
  const most = Math.max(0, ...ranks);
  return most > 0 ? most : Math.min(0, ...ranks);
}

/** The terms of a concept as they are compared. */
export function spellingsOfConcept(concept: Concept): Iterable<string> {
  return TIERS.get(concept)?.keys() ?? [];
}
