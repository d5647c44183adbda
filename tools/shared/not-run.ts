import { z } from 'zod';
import type { CallContext } from '../../src/snovio/call-context.ts';
import { fact, given } from '../../src/text/roles.ts';

/** What was not run, by reason: the items as the caller spelled them, in order; `more`: how many others, of very many. */
export const notRunFacts = {
  not_run: z.array(z.object({ reason: fact, items: z.array(given), more: z.number().optional() })).optional(),
};

interface Row {
  readonly status: string;
  readonly reason?: string | undefined;
}

/**
 * The answer with the items that were not run in groups: they differ in nothing but their name. Callers that read results
 * by their place get all of them as they are.
 * @param nameOf what the caller calls the item of this row
 */
export function inGroups<A extends { readonly results: readonly Row[] }>(
  answer: A,
  nameOf: (row: A['results'][number]) => string,
  { byPlace = false }: CallContext,
) {
  const idle = byPlace ? [] : answer.results.filter(({ status }) => status === 'not_run');
  if (idle.length === 0) return { ...answer, results: [...answer.results] };
  const groups = Map.groupBy(idle, ({ reason = 'deadline' }) => reason);
  return {
    ...answer,
    results: answer.results.filter(({ status }) => status !== 'not_run'),
    not_run: [...groups].map(([reason, rows]) => ({ reason, items: rows.map(nameOf) })),
  };
}
