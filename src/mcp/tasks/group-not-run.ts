type Row = Readonly<Record<string, unknown>>;

/**
 * The answer with the items that were not run in groups by their reason, where the tool's answers have such.
 * @param shape the fields of the tool's answers
 */
export function groupNotRun(answer: Row, shape: Row): Row {
  const { results } = answer;
  if (!Object.hasOwn(shape, 'not_run') || !Array.isArray(results)) return answer;
  const idle = (results as Row[]).filter(({ status }) => status === 'not_run');
  if (idle.length === 0) return answer;
  const groups = Map.groupBy(idle, ({ reason = 'deadline' }) => reason);
  return {
    ...answer,
    results: (results as Row[]).filter(({ status }) => status !== 'not_run'),
    not_run: [...groups].map(([reason, rows]) => ({ reason, items: rows.map(nameOf) })),
  };
}

/** What the caller calls the item of a row. */
function nameOf({ email, url, personId, firstName, lastName, domain }: Row): string {
  const name = [firstName, lastName].map(part => String(part ?? '').trim()).join(' ');
  return String(email ?? url ?? personId ?? `${name}, ${String(domain ?? '').trim()}`);
}
