import { ConfigError } from '../../../config/settings.ts';
import { nearest } from '../../../text/nearest.ts';
import { type CsvFlow, CUSTOM_FIELD_PREFIX, nameOf } from '../flows/flow.ts';
import { FULL_NAME, takesNames } from './columns.ts';
import { wordsOf } from './headings/fold.ts';
import { quoted } from './quoted-headings.ts';

/**
 * Reads a `field=column`; the column is given by its heading or as `#3`, counted from 1.
 * @returns the field, and the column's index
 * @throws ConfigError when there is no such field or column
 */
export function parseMapping(flow: CsvFlow, header: readonly string[], mapping: string): [string, number] {
  const [left = '', ...rest] = mapping.split('=');
  const field = left.trim();
  // A column's name may contain an equals sign.
  const column = rest.join('=').trim();
  if (!isField(flow, field)) {
    const meant = didYouMean(field, fieldsOf(flow));
    throw new ConfigError(
      `--map: ${JSON.stringify(field)} is no field of ${nameOf(flow)}; it has ${fieldsOf(flow).join(', ')}.${meant}`,
    );
  }
  const index = findColumn(header, column);
  if (index !== undefined && index >= 0 && index < header.length) return [field, index];
  throw new ConfigError(
    `--map: there is no column ${JSON.stringify(column)}.${didYouMean(column, header)} Columns: ${quoted(header)}`,
  );
}

function didYouMean(text: string, candidates: readonly string[]): string {
  const meant = nearest(text, candidates.filter(Boolean));
  return meant ? ` Did you mean ${JSON.stringify(meant)}?` : '';
}

function fieldsOf(flow: CsvFlow): string[] {
  return [...new Set([...Object.keys(flow.fields), ...(takesNames(flow) ? [FULL_NAME] : [])])];
}

function isField(flow: CsvFlow, name: string): boolean {
  if (fieldsOf(flow).includes(name)) return true;
  return flow.customFields === true && name.startsWith(CUSTOM_FIELD_PREFIX) && name !== CUSTOM_FIELD_PREFIX;
}

/** The index of a column by its number, its exact heading or its heading's words; may be out of range for a number. */
function findColumn(header: readonly string[], column: string): number | undefined {
  const number = /^#(\d+)$/.exec(column)?.[1];
  if (number) return Number(number) - 1;
  const words = (name: string) => wordsOf(name).join('');
  const trimmed = header.findIndex(name => name.trim() === column);
  const similar = words(column) ? header.findIndex(name => words(name) === words(column)) : -1;
  return [trimmed, similar].find(index => index >= 0);
}
