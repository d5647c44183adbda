import { z } from 'zod';
import { bareArray, maybeFlag, maybeText, rawText } from '../../src/snovio/shapes/fields.ts';
import { normaliseName } from '../../src/snovio/shapes/normalise.ts';
import { plainLine } from '../../src/text/line.ts';
import { nearest } from '../../src/text/nearest.ts';
import type { Context } from '../../src/tool.ts';
import { type Age, readAged } from '../shared/cached-reads.ts';
import { given, invalid } from '../shared/check.ts';

/** A bare array; `key` only repeats the label in brackets and quotes. The label is kept as it is: it goes back upstream. */
const UpstreamCustomFields = bareArray(z.object({ label: rawText, type: maybeText, required: maybeFlag }));

export function readCustomFields(context: Context, age: Age) {
  return readAged({ method: 'GET', path: '/v1/prospect-custom-fields' }, UpstreamCustomFields, context, age);
}

/** A custom field of a prospect, as tools take it. */
export interface CustomField {
  label: string;
  value: string;
}

/**
 * The fields under the spelling that the account knows. A label that is not remembered may be new: it is looked for
 * once more.
 * @throws SnovioError `invalid_input` naming the nearest label
 */
export async function checkCustomFields(
  fields: readonly CustomField[],
  context: Context,
): Promise<Record<string, string>> {
  if (fields.length === 0) return {};
  let labels = labelsOf(await readCustomFields(context, 'kept'));
  const isKnown = ({ label }: CustomField) => labels.has(keyOf(label));
  if (!fields.every(isKnown)) labels = labelsOf(await readCustomFields(context, 'fresh'));
  const unknown = fields.find(field => !isKnown(field));
  if (unknown) {
    const meant = nearest(unknown.label, labels.values());
    throw invalid(
      'customFields',
      'there is no custom field of this label. get_prospect_custom_fields lists them; new ones are made in Snov.io.',
      given(unknown.label),
      ...(meant ? [{ what: 'nearest', name: meant }] : []),
    );
  }
  return Object.fromEntries(fields.map(({ label, value }) => [labels.get(keyOf(label)) ?? label, value]));
}

function labelsOf(fields: z.output<typeof UpstreamCustomFields>): Map<string, string> {
  return new Map(fields.flatMap(({ label }) => (label ? [[keyOf(label), label] as const] : [])));
}

/** A label is given as answers show it. */
function keyOf(label: string): string {
  return normaliseName(plainLine(label));
}
