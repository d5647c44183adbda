import type { StatusCount } from '../resume/status-counts.ts';
import type { RowCounts } from './count-rows.ts';
import { ASSUMED_HITS, LEAST_RECORD, weighed } from './credits.ts';

/** The share of addresses that are ready: a GUESS like that of the addresses found (credits.ts). */
const ASSUMED_READY = 0.85;
/** Why rows are dropped that are not counted as people. */
const NO_PEOPLE = ['duplicate', 'format'];

/** The share of people whom the file has or Snov.io finds an address of, and who are ready for it. */
export function likelyShare(
  { people, withAddress }: RowCounts,
  save: readonly string[],
  done: ReadonlyMap<string, StatusCount>,
): number {
  if (people === 0) return 0;
  const addresses = withAddress + (people - withAddress) * ASSUMED_HITS;
  const guess = (addresses / people) * (save.includes('risky') ? 1 : ASSUMED_READY);
  const known = judged(done);
  const saved = save.reduce((sum, verdict) => sum + rowsOf(done, verdict), 0);
  return known < LEAST_RECORD ? guess : weighed(guess, saved, known);
}

function judged(done: ReadonlyMap<string, StatusCount>): number {
  const all = ['ready', 'risky', 'drop'].reduce((sum, verdict) => sum + rowsOf(done, verdict), 0);
  const { reasons } = done.get('drop') ?? {};
  return NO_PEOPLE.reduce((rest, reason) => rest - (reasons?.get(reason) ?? 0), all);
}

function rowsOf(done: ReadonlyMap<string, StatusCount>, status: string): number {
  return done.get(status)?.rows ?? 0;
}
