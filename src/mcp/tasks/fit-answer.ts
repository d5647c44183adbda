import { MOST_TOKENS, tokensAtMost } from '../../text/tokens.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a row can do without, and whatever is `false`. */
const SPARE = ['source', 'checkedAt'];
/** So many names of a group of items that were not run are told: rows that were paid for come first. */
const MOST_NAMES = 20;

/**
 * An answer about many items, cut to what an answer may hold: first its rows tell less, then most of the items that were
 * not run are only counted, at last the rows that do not fit are left out, and the note says how to read them.
 */
export function fitAnswer(answer: Row): Row {
  const rows = answer.results;
  if (!Array.isArray(rows) || fits(answer)) return answer;
  const brief = (rows as Row[]).map(row =>
    Object.fromEntries(Object.entries(row).filter(([key, value]) => value !== false && !SPARE.includes(key))),
  );
  const whole = { ...answer, results: brief };
  if (fits(whole)) return whole;
  const counted = { ...whole, ...fewerNames(answer) };
  if (fits(counted)) return counted;
  const note = (shown: number) => [cutNote(brief, shown), answer.note].filter(Boolean).join(' ');
  const around = tokensAtMost(JSON.stringify({ ...counted, results: [], note: note(0) }));
  const shown = countFitting(brief, MOST_TOKENS - around);
  return { ...counted, results: brief.slice(0, shown), note: note(shown) };
}

/** The groups of items that were not run: the first of each by name, the others as a number. */
function fewerNames({ not_run: groups }: Row): Row {
  if (!Array.isArray(groups)) return {};
  return {
    not_run: (groups as { reason: unknown; items: readonly unknown[] }[]).map(({ reason, items }) => ({
      reason,
      items: items.slice(0, MOST_NAMES),
      ...(items.length > MOST_NAMES && { more: items.length - MOST_NAMES }),
    })),
  };
}

function fits(answer: Row): boolean {
  return tokensAtMost(JSON.stringify(answer), MOST_TOKENS) <= MOST_TOKENS;
}

function countFitting(rows: readonly Row[], most: number): number {
  let left = most;
  const end = rows.findIndex(row => {
    left -= tokensAtMost(JSON.stringify(row)) + 1;
    return left < 0;
  });
  return end < 0 ? rows.length : end;
}

function cutNote(rows: readonly Row[], shown: number): string {
  const statuses = [...Map.groupBy(rows, ({ status }) => String(status))];
  const counts = statuses.map(([status, group]) => `${group.length} ${status}`).join(', ');
  return (
    `Of ${rows.length} items (${counts}) the first ${shown} are shown: they are done in the order in which they were given. ` +
    `Call again with items ${shown + 1} to ${rows.length} alone to read the others; nothing is paid twice.`
  );
}
