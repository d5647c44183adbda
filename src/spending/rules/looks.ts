import type { Look } from '../store.ts';
import { DAY_MS } from './keeping.ts';

/** The charges that are compared: whatever may still have been corrected since a look is much younger. */
export const COMPARED_MS = 30 * DAY_MS;

/** A look at a balance, as it is stored: what the record said then. */
export interface LookRecord {
  readonly at: number;
  readonly balance: number;
  /** Credits spent or reserved since {@link COMPARED_MS} before. */
  readonly counted: number;
  /** What may still be charged. */
  readonly open: number;
  /** Charged, and told by no answer. */
  readonly untold: number;
}

/** Whether later looks are to be compared with this one, and no longer with the one before. */
export function beginsAnew(current: LookRecord, before: LookRecord | undefined): boolean {
  if (!before) return true;
  const age = current.at - before.at;
  return age > DAY_MS || age < 0 || current.balance > before.balance;
}

/** @param countedSince credits spent or reserved since {@link COMPARED_MS} before the earlier look */
export function compared(
  { open, untold }: LookRecord,
  before: LookRecord | undefined,
  countedSince: number,
): Look {
  if (!before) return { open, untold, charged: 0 };
  const charged = countedSince - open - (before.counted - before.open);
  return { open, untold, charged, before };
}
