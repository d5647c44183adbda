import type { Concept } from './headings/terms.ts';

// The output of one flow is the input of the next. What the step before found counts, and not what the file said before it.

/** The columns in which earlier steps tell what they found. */
const STEP_COLUMNS: Partial<Record<Concept, readonly string[]>> = {
  email: ['snovio_email'],
  firstName: ['snovio_first_name'],
  lastName: ['snovio_last_name'],
  position: ['snovio_position'],
  companyName: ['snovio_company'],
  companySite: ['snovio_domain', 'snovio_company_site'],
  locality: ['snovio_location', 'snovio_locality'],
  linkedIn: ['snovio_linkedin'],
  profileLink: ['snovio_linkedin'],
};

/** The index of the column in which the last of the earlier steps tells this. */
export function stepColumnOf(header: readonly string[], concept: Concept): number | undefined {
  const names = STEP_COLUMNS[concept] ?? [];
  const index = header.findLastIndex(name => names.includes(name));
  return index < 0 ? undefined : index;
}

/**
 * The indexes of the columns that the same flow has written before: its results are replaced there. Empty where it has
 * not: columns of the same names are another step's then.
 * @param added the names of the columns that the flow adds
 */
export function ownColumns(header: readonly string[], added: readonly string[]): readonly number[] {
  const start = header.findIndex((_, index) => added.every((name, i) => header[index + i] === name));
  return start < 0 ? [] : added.map((_, i) => start + i);
}

/**
 * New names, by column, for what earlier steps have written under names that the flow uses itself, so that nothing is
 * lost: `snovio_status` becomes `snovio_status_1`, of the step after that `snovio_status_2`.
 */
export function renamedColumns(
  header: readonly string[],
  added: readonly string[],
): ReadonlyMap<number, string> {
  const names = new Set(header);
  const renamed = new Map<number, string>();
  for (const [index, name] of header.entries()) {
    if (!added.includes(name)) continue;
    const number = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(candidate => !names.has(`${name}_${candidate}`)) ?? index;
    names.add(`${name}_${number}`);
    renamed.set(index, `${name}_${number}`);
  }
  return renamed;
}
