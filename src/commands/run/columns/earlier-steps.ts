import type { CsvFlow } from '../flows/flow.ts';
import { addedColumnsOf } from '../output-rows.ts';
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

/** The indexes of columns that the same flow has written before: its results are replaced, and nothing is read from them. */
export function ownColumns(header: readonly string[], flow: CsvFlow): readonly number[] {
  const added = addedColumnsOf(flow);
  const start = header.findIndex((_, index) => added.every((name, i) => header[index + i] === name));
  return start < 0 ? [] : added.map((_, i) => start + i);
}

/**
 * The header with other names for what earlier steps wrote under a name that the flow uses itself, so that nothing is
 * lost: `snovio_status` becomes `snovio_status_1`, of the step after that `snovio_status_2`.
 */
export function renamedHeader(header: readonly string[], flow: CsvFlow): string[] {
  const added = addedColumnsOf(flow);
  const names = new Set(header);
  return header.map(name => {
    if (!added.includes(name)) return name;
    let number = 1;
    while (names.has(`${name}_${number}`)) number += 1;
    names.add(`${name}_${number}`);
    return `${name}_${number}`;
  });
}
