import { ConfigError } from '../../config/settings.ts';
import { type Fields, type Flow, isField } from './flows.ts';

/** Where each of a flow's fields stands in a row. */
export type Columns = ReadonlyMap<string, number>;

/**
 * Finds the flow's fields in a header: as `--map` says, else by their usual names.
 * @param maps `field=column` each; a column by its name or as `#3`
 * @throws ConfigError that names what is missing
 */
export function findColumns(flow: Flow, header: readonly string[], maps: readonly string[]): Columns {
  const columns = new Map<string, number>();
  for (const [field, usual] of Object.entries(flow.usual)) {
    const names = header.map(plain);
    const found = usual.map(name => names.indexOf(name)).find(index => index >= 0);
    if (found !== undefined) columns.set(field, found);
  }
  for (const map of maps) columns.set(...mapped(flow, header, map));
  const missing = flow.needed.filter(field => !columns.has(field));
  if (missing.length === 0) return columns;
  const [example] = missing;
  throw new ConfigError(
    `--csv: no column for ${missing.join(', ')} among ${header.map(name => JSON.stringify(name)).join(', ')}. ` +
      `Example: --map "${example}=${header[0] || 'column name'}"`,
  );
}

/** The fields of a row. */
export function fieldsOf(columns: Columns, row: readonly string[]): Fields {
  return Object.fromEntries([...columns].map(([field, index]) => [field, (row[index] ?? '').trim()]));
}

function mapped(flow: Flow, header: readonly string[], map: string): [string, number] {
  const [field = '', ...rest] = map.split('=');
  const column = rest.join('=').trim();
  const name = field.trim();
  if (!isField(flow, name)) {
    throw new ConfigError(
      `--map: ${JSON.stringify(name)} is no field of ${flow.tool}; it has ${Object.keys(flow.usual).join(', ')}`,
    );
  }
  const number = /^#(\d+)$/.exec(column)?.[1];
  const index = number
    ? Number(number) - 1
    : [header.indexOf(column), header.findIndex(one => plain(one) === plain(column))].find(at => at >= 0);
  if (index !== undefined && index >= 0 && index < header.length) return [name, index];
  throw new ConfigError(`--map: there is no column ${JSON.stringify(column)}. Columns: ${header.join(', ')}`);
}

/** `E-mail Address` and `email_address` are the same name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
