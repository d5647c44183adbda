import type { DoubtReason, Generation, PaymentState, Row } from '../store.ts';

/** A row as SQLite gives it. */
export interface ItemRecord {
  /** As it was asked for, whether it is stored so or as a keyed hash. */
  item: string;
  state: PaymentState;
  generation: Generation;
  task: string | null;
  reason: DoubtReason | null;
  input: string;
  /** Credits that may still be charged. */
  reserved: number;
  /** Credits that were charged and that no answer has reported yet. */
  untold: number;
  spend_id: number | null;
  sent_at: number;
  changed_at: number;
  answer: string | null;
  answered_by: Generation | null;
  checked_at: number | null;
  expires_at: number | null;
  provisional: number;
  /** The payment before the last, as JSON of its columns. */
  prior: string | null;
  /** 1: what is stored is a keyed hash of the item. */
  sealed: number;
}

/** What is kept of an answer. */
export interface Kept {
  /** JSON; null: nothing is kept. */
  readonly answer: string | null;
  readonly expiresAt: number;
}

/** Whether the last answer is still given again. */
export function isKept({ answer, expires_at }: ItemRecord): boolean {
  return answer !== null && (expires_at ?? 0) > Date.now();
}

/** A record as the rest of the program sees it; undefined when its answer has expired. */
export function toRow(record: ItemRecord): Row | undefined {
  const kept = isKept(record);
  if (record.state === 'done' && !kept) return undefined;
  return {
    item: record.item,
    state: record.state,
    generation: record.generation,
    task: record.task ?? undefined,
    reason: record.reason ?? undefined,
    input: JSON.parse(record.input),
    reserved: record.reserved,
    sentAt: record.sent_at,
    changedAt: record.changed_at,
    answer: kept
      ? {
          value: JSON.parse(record.answer ?? 'null'),
          generation: record.answered_by ?? record.generation,
          checkedAt: record.checked_at ?? record.changed_at,
          provisional: record.provisional === 1,
        }
      : undefined,
  };
}
