import { z } from 'zod';
import type { CallContext } from '../../src/snovio/call-context.ts';
import { groupNotRun } from '../../src/snovio/flows/not-run-groups.ts';
import { fact, given } from '../../src/text/roles.ts';

/** What was not run, by reason: the items as the caller spelled them, in order; `more`: how many others, of very many. */
export const notRunFacts = {
  not_run: z.array(z.object({ reason: fact, items: z.array(given), more: z.number().optional() })).optional(),
};

/**
 * The answer with what was not run in groups. Callers that read results by their place get all of them as they are.
 * @param nameOf what the caller calls the item of this row
 */
export function inGroups<A extends Parameters<typeof groupNotRun>[0]>(
  answer: A,
  nameOf: (row: A['results'][number]) => string,
  { byPlace = false }: CallContext,
) {
  return byPlace ? { ...answer, results: [...answer.results] } : groupNotRun(answer, nameOf);
}
