/** What grouping needs to know of an answer's row. */
export interface Row {
  readonly status: string;
  readonly reason?: string | undefined;
}

/**
 * The answer with the items that were not run in groups by their reason: they differ in nothing but their name.
 * @param nameOf what the caller calls the item of this row
 */
export function groupNotRun<A extends { readonly results: readonly Row[] }>(
  answer: A,
  nameOf: (row: A['results'][number]) => string,
) {
  const idle = answer.results.filter(({ status }) => status === 'not_run');
  if (idle.length === 0) return { ...answer, results: [...answer.results] };
  const groups = Map.groupBy(idle, ({ reason = 'deadline' }) => reason);
  return {
    ...answer,
    results: answer.results.filter(({ status }) => status !== 'not_run'),
    not_run: [...groups].map(([reason, rows]) => ({ reason, items: rows.map(nameOf) })),
  };
}
