import type { Place } from './columns.ts';
import { cellsOf, type Sample, shareOf } from './contents.ts';
import { matchHeading } from './headings/match-heading.ts';
import type { Concept } from './headings/terms.ts';

/**
 * The column whose heading names this best. A column in which nothing looks like it comes after the others: a business
 * address that nobody has filled in is no address.
 */
export function bestColumn(sample: Sample, concept: Concept): Place | undefined {
  const candidates = sample.header
    .flatMap((heading, index) => {
      const match = matchHeading(heading, concept);
      return match ? [{ ...match, index, isEmpty: shareOf(cellsOf(sample, index), concept) === 0 }] : [];
    })
    .sort(
      (one, other) =>
        Number(one.isEmpty) - Number(other.isEmpty) || one.rank - other.rank || one.tier - other.tier,
    );
  const [best, ...others] = candidates.map(({ index }) => index);
  return best === undefined ? undefined : { index: best, by: 'heading', passedOver: others };
}
