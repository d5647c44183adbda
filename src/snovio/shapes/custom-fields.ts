import { z } from 'zod';
import { plainLine } from '../../text/line.ts';
import { fact } from '../../text/roles.ts';

/** The custom fields of a prospect as tools answer them: those with a value. */
export const CustomFields = z.array(z.object({ label: fact, value: fact }));

/**
 * The custom fields of a row. Campaign rows flatten them into keys such as `customField_Phone`, while `customFields` is
 * null [A]. Whether and how other rows hold them is not documented, so a map, and a list of labels or names with values,
 * are understood too.
 */
export function customFieldsOf(row: Readonly<Record<string, unknown>>): z.output<typeof CustomFields> {
  const flattened = Object.entries(row).flatMap(([key, value]) => {
    const label = /^customField_(.+)$/s.exec(key)?.[1];
    return label ? [[label, value] as const] : [];
  });
  return [...flattened, ...pairsIn(row.customFields)].flatMap(([label, value]) => {
    const text =
      typeof value === 'number' ? String(value) : typeof value === 'string' ? plainLine(value) : '';
    return text ? [{ label: plainLine(label), value: text }] : [];
  });
}

function pairsIn(value: unknown): (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value)) return Object.entries(value);
  return value.flatMap(entry => {
    const { label, name, value: content } = (entry ?? {}) as Record<string, unknown>;
    const title = label ?? name;
    return typeof title === 'string' ? [[title, content] as const] : [];
  });
}
