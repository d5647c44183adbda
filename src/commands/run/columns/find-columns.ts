import { addedColumnsOf } from '../files/output-rows.ts';
import type { CsvFlow } from '../flows/flow.ts';
import { bestColumn } from './best-column.ts';
import { checkHeader } from './check-header.ts';
import type { ColumnChoice, Columns, Place } from './columns.ts';
import { FULL_NAME, takesNames } from './columns.ts';
import type { Sample } from './contents.ts';
import { ownColumns, stepColumnOf } from './earlier-steps.ts';
import { parseMapping } from './mapping.ts';
import { missingColumns } from './missing-columns.ts';
import { nameColumns } from './name-columns.ts';
import { checkOnly } from './only.ts';

/**
 * Finds where the flow's fields stand: as `--map` says, else where the step before has put them, else by the headings.
 * @param sample the header and some rows; the more rows, the better are columns known that are empty or hold something else
 * @throws ConfigError when a required column is missing, a mapping is wrong, or the first row is no header
 */
export function findColumns(
  flow: CsvFlow,
  sample: Sample,
  { mappings, only }: Omit<ColumnChoice, 'noHeader'>,
): Columns {
  checkHeader(sample);
  const own = ownColumns(sample.header, addedColumnsOf(flow));
  // Without a heading it is no candidate, and keeps its place.
  const header = sample.header.map((name, index) => (own.includes(index) ? '' : name));
  const places = placesByHeading(flow, { ...sample, header });
  for (const mapping of mappings) {
    const [field, index] = parseMapping(flow, sample.header, mapping);
    places.set(field, { index, by: 'map', passedOver: [] });
  }
  keepOneOfNames(flow, places);
  const columns = { header: sample.header, places, only, own };
  checkPlaces(flow, columns, sample);
  checkOnly(columns);
  return columns;
}

function placesByHeading(flow: CsvFlow, sample: Sample): Map<string, Place> {
  const names = nameColumns(sample);
  const places = new Map<string, Place>();
  const fields = Object.entries(flow.fields);
  if (takesNames(flow) && !flow.fields[FULL_NAME]) fields.push([FULL_NAME, 'fullName']);
  for (const [field, concept] of fields) {
    const step = stepColumnOf(sample.header, concept);
    const found = names[concept] ?? bestColumn(sample, concept);
    if (step !== undefined) places.set(field, { index: step, by: 'step', passedOver: indexesOf(found) });
    else if (found) places.set(field, found);
  }
  return places;
}

function indexesOf(place: Place | undefined): number[] {
  return place ? [place.index, ...place.passedOver] : [];
}

/** Where first and last names have columns, full ones are not split; a full name that the user has mapped is. */
function keepOneOfNames(flow: CsvFlow, places: Map<string, Place>): void {
  if (!takesNames(flow)) return;
  const isMapped = (field: string) => places.get(field)?.by === 'map';
  const parts = ['firstName', 'lastName'];
  const isSplit = isMapped(FULL_NAME) ? !parts.every(isMapped) : !parts.every(part => places.has(part));
  if (!isSplit) places.delete(FULL_NAME);
  else if (places.has(FULL_NAME)) for (const part of parts) places.delete(part);
}

function checkPlaces(flow: CsvFlow, columns: Columns, sample: Sample): void {
  const { places } = columns;
  const isThere = (field: string) =>
    places.has(field) || (['firstName', 'lastName'].includes(field) && places.has(FULL_NAME));
  const missing = flow.requiredFields.filter(field => !isThere(field));
  const isEnough = missing.length === 0 || flow.orFields?.every(isThere);
  if (!isEnough) throw missingColumns(flow, missing, columns, sample);
}
