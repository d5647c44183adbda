import type { OnProgress } from '../../shared/host.ts';
import type { Answer } from '../answers/answer.ts';
import { type LeadsTool, readAnswer } from '../answers/read.ts';
import type { LeadList } from '../lead-list.ts';
import { callsFor, type Open, type PaidCall } from '../offer.ts';
import { type Arguments, merged, type Row } from '../row.ts';

/** What calls about rows of the table have cost, in credits. */
export interface Brought {
  readonly spent: number;
  readonly paidEarlier: number;
  readonly reserved: number;
}

/**
 * Asks about rows, and fills in what comes. Meanwhile they say that they are asked about.
 * @param isFree whether only what is paid for already may be asked for
 * @throws Refusal when the first call brought nothing
 */
export async function askAbout(
  rows: readonly Open[],
  isFree: boolean,
  list: LeadList,
  call: (tool: string, args: Arguments, onProgress: OnProgress) => Promise<Arguments>,
  onProgress: (done: number) => void,
): Promise<Brought> {
  const brought = { spent: 0, paidEarlier: 0, reserved: 0 };
  const open = new Map(rows.map(row => [row.key, row]));
  list.rows = list.rows.map(row => (open.has(row.key) ? { ...row, verdict: 'working' } : row));
  onProgress(0);
  let done = 0;
  try {
    for (const paid of callsFor(rows, isFree)) {
      const progress: OnProgress = ended => onProgress(done + Math.floor(ended));
      const told = await call(paid.tool, paid.args, progress).catch(error => {
        if (done === 0) throw error;
      });
      const answer = told && readAnswer(paid.tool, told, paid.args);
      if (!answer) break;
      const since = newsOf(paid, answer);
      list.rows = list.rows.map(row => since.get(row.key) ?? row);
      for (const key of since.keys()) open.delete(key);
      for (const key of ['spent', 'paidEarlier', 'reserved'] as const) brought[key] += answer[key];
      done += paid.rows.length;
      onProgress(done);
    }
  } finally {
    // Whom no answer tells of are as they were.
    list.rows = list.rows.map(row => open.get(row.key) ?? row);
  }
  return brought;
}

/** Those who were asked about, with what the answer says of them, by their keys. */
function newsOf({ rows: asked }: PaidCall, answer: Answer): Map<string, Row> {
  const told = Map.groupBy(answer.rows, ({ ref = '' }) => ref);
  return new Map(
    asked.flatMap(row => {
      // Two who are named alike get the answers in their order.
      const news = told.get(row.offer.ref)?.shift();
      return news ? [[row.key, merged(row, news)] as const] : [];
    }),
  );
}

/** The tools whose next page costs nothing. */
export const FREE_PAGES: readonly LeadsTool[] = ['find_people', 'get_prospects_in_list'];

/** The arguments that lead to the next page, and pay for nothing there. */
export function nextPage(args: Arguments, next: string): Arguments {
  const { reveal: _, only: __, maxCredits: ___, fresh: ____, ...filters } = args;
  return { ...filters, next };
}
