import { z } from 'zod';
import { given, invalid } from './check.ts';

/** What tools with long rows take: `fields` chooses the columns, `detail` whether all of them are told. */
export const detailed = {
  detail: z.enum(['brief', 'full']).optional().describe('Default brief'),
  fields: z.array(z.string()).optional().describe('Columns'),
};

/** The arguments that say which columns a call wants. */
export interface Wanted {
  detail?: 'brief' | 'full' | undefined;
  fields?: readonly string[] | undefined;
}

/** The columns of the rows of one answer. */
export interface Columns {
  /** Whether a column is told. @param path such as `name` or `emails.status` */
  has(path: string): boolean;
  /** The row without the columns that are not told. */
  pick<R extends object>(row: R): Partial<R>;
}

/**
 * The columns that a call wants; those of `fields` where it names any.
 * @param row the output schema of a whole row
 * @param brief the paths of the columns that decide the next step
 * @param elsewhere which tool has columns that are asked for here and are not there, as a sentence
 * @throws SnovioError `invalid_input` for a field that no row has, naming those there are
 */
export function columnsOf(
  row: z.ZodObject,
  brief: readonly string[],
  { detail, fields }: Wanted,
  elsewhere = '',
): Columns {
  const known = pathsOf(row);
  const chosen = fields?.length
    ? chosenOf(fields, known, elsewhere)
    : detail === 'full'
      ? Object.keys(row.shape)
      : brief;
  const paths = [...chosen, ...keptWith(chosen, row)];
  return {
    has: path => chosen.some(one => path === one || path.startsWith(`${one}.`)),
    pick: one => picked(one, paths) as Partial<typeof one>,
  };
}

function chosenOf(fields: readonly string[], known: readonly string[], elsewhere: string): string[] {
  const paths = fields.map(field => pathTo(field.trim(), known));
  const unknown = fields.filter((_, index) => paths[index] === undefined);
  if (unknown.length > 0)
    throw invalid(
      'fields',
      `there is no such column. Choose from ${known.join(', ')}.${elsewhere && ` ${elsewhere}`}`,
      ...unknown.map(given),
    );
  return paths.filter(path => path !== undefined);
}

/** A column inside another is found by its own name where only one has it: `email` for `emails.email`. */
function pathTo(field: string, known: readonly string[]): string | undefined {
  if (known.includes(field)) return field;
  const inner = known.filter(path => path.endsWith(`.${field}`));
  return inner.length === 1 ? inner[0] : undefined;
}

/** What an entry inside a chosen column cannot be without, such as the address beside its status. */
function keptWith(chosen: readonly string[], row: z.ZodObject): string[] {
  const outer = new Set(chosen.filter(path => path.includes('.')).map(path => path.split('.')[0] ?? ''));
  return [...outer].flatMap(name => {
    const inner = objectIn(row.shape[name] as z.core.$ZodType);
    const needed = Object.entries(inner?.shape ?? {}).filter(
      ([, field]) => !(field instanceof z.ZodOptional),
    );
    return needed.map(([key]) => `${name}.${key}`);
  });
}

function pathsOf({ shape }: z.ZodObject): string[] {
  return Object.entries<z.core.$ZodType>(shape).flatMap(([name, field]) => {
    const inner = objectIn(field);
    return [name, ...(inner ? Object.keys(inner.shape).map(key => `${name}.${key}`) : [])];
  });
}

/** The object that a column holds, alone or in a list. */
function objectIn(field: z.core.$ZodType | undefined): z.ZodObject | undefined {
  if (field instanceof z.ZodOptional) return objectIn(field.def.innerType);
  if (field instanceof z.ZodArray) return objectIn(field.def.element);
  return field instanceof z.ZodObject ? field : undefined;
}

function picked(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map(entry => picked(entry, paths));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      if (paths.includes(key)) return [[key, part]];
      const inner = paths.filter(path => path.startsWith(`${key}.`)).map(path => path.slice(key.length + 1));
      return inner.length > 0 ? [[key, picked(part, inner)]] : [];
    }),
  );
}
