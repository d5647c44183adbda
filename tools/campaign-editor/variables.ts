import { nearest } from '../../src/text/nearest.ts';
import { type Named, withNames } from '../../src/text/quoted.ts';
import type { Context } from '../../src/tool.ts';
import { readCustomFields } from '../prospects/custom-fields.ts';

/**
 * The variables of a prospect's own fields. The reference shows the first one in its samples and names no other [C:ref];
 * GUESS: the others are spelled as its answers spell these fields.
 */
const OWN_FIELDS = [
  ...['first_name', 'last_name', 'name', 'email', 'position', 'company', 'company_name', 'company_site'],
  ...['industry', 'country', 'locality', 'location', 'phone'],
];

/** The most variables that are told. */
const MOST_TOLD = 3;

/** `{{first_name}}`, or with words for whoever has none: `{{first_name: there}}` [C:kb]. */
const VARIABLE = /\{\{([^{}]*)\}\}/g;

/**
 * What has to be said of variables that Snov.io may leave empty; undefined where all are known, or where the custom fields
 * cannot be read.
 */
export async function variablesNote(
  texts: readonly (string | undefined)[],
  context: Context,
): Promise<string | undefined> {
  const used = texts.flatMap(text => [...(text ?? '').matchAll(VARIABLE)].map(([, inside = '']) => inside));
  const names = [...new Set(used.map(inside => (inside.split(':')[0] ?? '').trim()))];
  if (names.every(name => OWN_FIELDS.includes(name))) return undefined;
  const fields = await readCustomFields(context, 'kept').catch(() => undefined);
  if (!fields) return undefined;
  const labels = fields.flatMap(({ label }) => label ?? []);
  const known = new Set([...OWN_FIELDS, ...labels].map(folded));
  const unknown = names.filter(name => !known.has(folded(name)));
  if (unknown.length === 0) return undefined;
  return withNames(
    "Snov.io's reference does not name these variables, and no custom field is called so, so they may stay empty: correct them, or check them in the app.",
    unknown.slice(0, MOST_TOLD).flatMap(name => named(name, [...OWN_FIELDS, ...labels])),
  );
}

function named(name: string, candidates: readonly string[]): Named[] {
  const meant = nearest(name, candidates);
  return [{ what: 'variable', name }, ...(meant ? [{ what: 'nearest', name: meant }] : [])];
}

/** How a label is spelled as a variable is shown nowhere. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}
