import { ConfigError } from '../../config/settings.ts';
import { type CsvFlow, CUSTOM_FIELD_PREFIX, type RowFields } from './flows/flow.ts';

/** Column indexes, from 0, by the flow's field names. */
export type ColumnIndexes = ReadonlyMap<string, number>;

/**
 * Finds the flow's fields in a header, by `--map` or else by their usual column names.
 * @param mappings `field=column` each; a column is given by its name or as `#3`, counted from 1
 * @throws ConfigError when a required column is missing or a mapping is wrong
 */
export function findColumns(
  flow: CsvFlow,
  header: readonly string[],
  mappings: readonly string[],
): ColumnIndexes {
  const columns = new Map<string, number>();
  const names = header.map(normaliseName);
  for (const [field, columnNames] of Object.entries(flow.fields)) {
    const index = columnNames.map(name => names.indexOf(name)).find(position => position >= 0);
    if (index !== undefined) columns.set(field, index);
  }
  for (const mapping of mappings) columns.set(...parseMapping(flow, header, mapping));
  const without = (fields: readonly string[]) => fields.filter(field => !columns.has(field));
  const missing = without(flow.requiredFields);
  if (missing.length === 0 || (flow.orFields && without(flow.orFields).length === 0)) return columns;
  const [example] = missing;
  throw new ConfigError(
    `--csv: no column for ${missing.join(', ')}${flow.orFields ? ` (or ${flow.orFields.join(', ')})` : ''} among ${header.map(name => JSON.stringify(name)).join(', ')}. ` +
      `Example: --map "${example}=${header[0] || 'column name'}"`,
  );
}

/** The flow's fields of a record, trimmed; cells that the record lacks are empty. */
export function fieldsOf(columns: ColumnIndexes, record: readonly string[]): RowFields {
  return Object.fromEntries([...columns].map(([field, index]) => [field, (record[index] ?? '').trim()]));
}

function parseMapping(flow: CsvFlow, header: readonly string[], mapping: string): [string, number] {
  const [left = '', ...rest] = mapping.split('=');
  const field = left.trim();
  // A column's name may contain an equals sign.
  const column = rest.join('=').trim();
  if (!isField(flow, field)) {
    throw new ConfigError(
      `--map: ${JSON.stringify(field)} is no field of ${flow.tool}; it has ${Object.keys(flow.fields).join(', ')}`,
    );
  }
  const index = findColumn(header, column);
  if (index !== undefined && index >= 0 && index < header.length) return [field, index];
  throw new ConfigError(`--map: there is no column ${JSON.stringify(column)}. Columns: ${header.join(', ')}`);
}

function isField({ fields, customFields }: CsvFlow, name: string): boolean {
  if (Object.hasOwn(fields, name)) return true;
  return customFields === true && name.startsWith(CUSTOM_FIELD_PREFIX) && name !== CUSTOM_FIELD_PREFIX;
}

/** The index of a column by its number, its exact name or its normalised name; may be out of range for a number. */
function findColumn(header: readonly string[], column: string): number | undefined {
  const number = /^#(\d+)$/.exec(column)?.[1];
  if (number) return Number(number) - 1;
  const exact = header.indexOf(column);
  const similar = header.findIndex(name => normaliseName(name) === normaliseName(column));
  return [exact, similar].find(index => index >= 0);
}

/** Letters and digits only: `E-mail Address` and `email_address` are the same name. */
function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
