import type { OnProgress } from '../../shared/host.ts';
import { textOf } from '../../shared/values.ts';
import { entriesOf, textsOf } from '../answers/answer.ts';
import type { Row } from '../row.ts';
import type { Speech } from '../texts/texts.ts';
import type { Call } from './calls.ts';
import { addressOf, prospectOf } from './prospects.ts';

/** As many people as a call takes. */
const MOST = 100;

const SAVED = ['added', 'updated', 'unchanged'] as const;
const STATUSES = [...SAVED, 'skipped', 'error', 'not_run'] as const;
type Status = (typeof STATUSES)[number];

export interface Saved {
  /** Who is on the list now. */
  readonly rows: readonly Row[];
  readonly counts: ReadonlyMap<Status, number>;
  /** Why it broke off, if it did: the others are not saved yet. */
  readonly failure?: Error | undefined;
}

/**
 * Saves people to a list, as many at a time as a call takes. Whom a call does not reach stays for the next press.
 * @param signal no further call is made when it is aborted
 */
export async function saveTo(
  listId: string,
  rows: readonly Row[],
  call: Call,
  onSaved: (count: number) => void,
  signal: AbortSignal,
): Promise<Saved> {
  const statuses = new Map<string, Status>();
  let failure: Error | undefined;
  for (let from = 0; from < rows.length && !signal.aborted; from += MOST) {
    const prospects = rows.slice(from, from + MOST).map(prospectOf);
    const progress: OnProgress = done => onSaved(from + Math.floor(done));
    const answer = await call('save_prospects', { listId, prospects }, progress).catch(error => {
      failure = error;
    });
    if (!answer) break;
    for (const { email, status } of entriesOf(answer.results))
      statuses.set(keyOf(email), STATUSES.find(known => known === status) ?? 'error');
    const idle = entriesOf(answer.not_run).flatMap(({ items }) => textsOf(items));
    for (const email of idle) statuses.set(keyOf(email), 'not_run');
    if (idle.length > 0) break;
    onSaved(from + prospects.length);
  }
  const statusOf = (row: Row) => statuses.get(keyOf(addressOf(row))) ?? 'not_run';
  const counts = Map.groupBy(rows.map(statusOf), status => status);
  return {
    rows: rows.filter(row => SAVED.some(saved => saved === statusOf(row))),
    counts: new Map([...counts].map(([status, { length }]) => [status, length])),
    failure,
  };
}

/** How it went, in words. */
export function savedWords({ rows, counts }: Saved, list: string, { texts, number }: Speech): string {
  const parts = STATUSES.flatMap(status => {
    const count = counts.get(status);
    return count ? texts.savedStatus[status](number(count)) : [];
  });
  return `${texts.saved(number(rows.length), list)}: ${parts.join(', ')}.`;
}

function keyOf(email: unknown): string {
  return (textOf(email, 320) ?? '').toLowerCase();
}
