import { bestColumn } from './best-column.ts';
import type { Place } from './columns.ts';
import { cellsOf, type Sample, shareOf } from './contents.ts';
import { fold } from './headings/fold.ts';
import { matchHeading } from './headings/match-heading.ts';
import type { Concept } from './headings/terms.ts';

type NameColumns = Partial<Record<Concept, Place | undefined>>;

/**
 * The columns of names. `Name`, `Nom` and `Nombre` mean what the other headings leave: beside `Vorname` or `Prénom` the
 * last name, beside `Apellidos` the first name, else the full name.
 */
export function nameColumns(sample: Sample): NameColumns {
  const firstName = bestColumn(sample, 'firstName');
  const lastName = bestColumn(sample, 'lastName');
  const fullName = fullNameColumn(sample);
  const name = bestColumn(sample, 'name');
  if (!name || (firstName && lastName)) return { firstName, lastName, fullName };
  if (firstName && !holdsWholeName(sample, name.index, firstName.index))
    return { firstName, lastName: name, fullName };
  if (lastName && /nombre/i.test(sample.header[name.index] ?? ''))
    return { firstName: name, lastName, fullName };
  const isFull = !lastName && holdsNames(sample, name.index);
  return { firstName, lastName, fullName: fullName ?? (isFull ? withOrder(sample, name) : undefined) };
}

function fullNameColumn(sample: Sample): Place | undefined {
  const lastFirst = bestColumn(sample, 'lastFirstName');
  const fullName = bestColumn(sample, 'fullName');
  if (fullName && isCertain(sample, fullName.index)) return withOrder(sample, fullName);
  return lastFirst ? { ...lastFirst, lastFirst: true } : undefined;
}

/** Whoever writes headings in Spanish has two last names as a rule. */
function withOrder({ header }: Sample, place: Place): Place {
  return { ...place, twoLast: /nombre|contacto/i.test(header[place.index] ?? '') };
}

/** `Contact` may head addresses or numbers as well: then the cells say. */
function isCertain(sample: Sample, index: number): boolean {
  return matchHeading(sample.header[index] ?? '', 'fullName')?.tier === 0 || holdsNames(sample, index);
}

/** Whether the cells look like names of people, as far as there are any: most of them, since those of companies hide well. */
function holdsNames(sample: Sample, index: number): boolean {
  const cells = cellsOf(sample, index);
  return cells.length === 0 || shareOf(cells, 'name') >= 0.8;
}

/** Whether a column repeats the first names of another one: then it does not hold last names only. */
function holdsWholeName({ rows }: Sample, name: number, firstName: number): boolean {
  const both = rows
    .map(row => [fold(row[name] ?? '').trim(), fold(row[firstName] ?? '').trim()] as const)
    .filter(([whole, first]) => whole && first);
  const whole = both.filter(([text, first]) => text !== first && text.split(/[\s,]+/).includes(first));
  return both.length > 0 && whole.length >= both.length / 2;
}
