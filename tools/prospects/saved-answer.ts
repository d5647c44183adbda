import { z } from 'zod';
import { inOneNote } from '../../src/snovio/flows/item-result.ts';
import type { Field } from '../../src/snovio/transport/request.ts';
import { fact } from '../../src/text/roles.ts';
import { explainWords } from '../../src/text/vocabulary.ts';

/** Which fields were stored, and of how many people: mostly all people have the same. */
export const storedFacts = {
  stored: z.array(z.object({ fields: z.array(fact), people: z.number() })).optional(),
};

interface SavedRow {
  readonly status: string;
  readonly reason?: string | undefined;
}

type Stored = { fields: string[]; people: number }[];

type Form = Readonly<Record<string, Field>>;

/** The names of the fields that a form holds, by the arguments' names; custom fields by their labels. */
function fieldsIn({ customFields, ...form }: Form): string[] {
  const labels = isMap(customFields) ? Object.keys(customFields) : [];
  const names = Object.entries(form).flatMap(([name, value]) => (isFilled(value) ? [name] : []));
  return ['email', ...names, ...labels.map(label => `customFields: ${label}`)];
}

function isMap(value: Field | undefined): value is Extract<Field, Readonly<Record<string, string>>> {
  return typeof value === 'object' && !Array.isArray(value);
}

function isFilled(value: Field): boolean {
  return isMap(value) ? Object.keys(value).length > 0 : value !== undefined;
}

/**
 * What was stored of people who were saved. @param saved each person once, with the form that was sent
 */
export function storedOf(saved: readonly (SavedRow & { readonly form: Form })[]): Stored {
  const stored = saved.filter(({ status }) => status === 'added' || status === 'updated');
  const groups = Map.groupBy(stored, ({ form }) => JSON.stringify(fieldsIn(form)));
  return [...groups].map(([fields, people]) => ({
    fields: JSON.parse(fields) as string[],
    people: people.length,
  }));
}

const KEPT =
  'stored holds for people who are new to the account; whoever it knew already joins the list with the data they had (onExisting: skip).';
const IN_DOUBT = 'in_doubt: perhaps saved; the same call again is safe, it saves nobody twice.';
const LEFT_OUT =
  'left_out: saved without it, since Snov.io would not take it; with onExisting: update the same person can be corrected.';
const NOT_READY = 'not_ready: the address is not known to be valid; verify_emails tells.';

/** What the statuses do not say by themselves. @param keeps whether people who are known keep their data */
export function savedNote(results: readonly SavedRow[], stored: Stored, keeps: boolean): string | undefined {
  const has = (word: string) => results.some(({ status, reason }) => status === word || reason === word);
  const idle = results.filter(({ status }) => status === 'not_run').length;
  return inOneNote(
    idle > 0 && `${idle} not_run: the same call again goes on with them.`,
    keeps && stored.some(({ fields }) => fields.length > 1) && KEPT,
    results.some(({ reason }) => reason?.startsWith('left_out')) && LEFT_OUT,
    has('in_doubt') && IN_DOUBT,
    has('not_ready') && NOT_READY,
    has('format') && explainWords(['format']),
  );
}
