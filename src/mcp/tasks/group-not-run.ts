import { groupNotRun } from '../../snovio/flows/not-run-groups.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * The answer with what was not run in groups, where the tool's answers have such.
 * @param shape the fields of the tool's answers
 */
export function inGroups(answer: Row, shape: Row): Row {
  const { results } = answer;
  if (!Object.hasOwn(shape, 'not_run') || !Array.isArray(results)) return answer;
  return groupNotRun({ ...answer, results: results as (Row & { status: string })[] }, nameOf);
}

/** What the caller calls the item of a row. */
function nameOf({ email, url, personId, firstName, lastName, domain }: Row): string {
  const name = [firstName, lastName].map(part => String(part ?? '').trim()).join(' ');
  return String(email ?? url ?? personId ?? `${name}, ${String(domain ?? '').trim()}`);
}
