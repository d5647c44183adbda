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
  sent_tick: number | null;
  changed_at: number;
  changed_tick: number | null;
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

/** Milliseconds on a clock that nobody can set, and that all processes of a machine share. It begins anew with the machine. */
export function tickNow(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/**
 * How many milliseconds ago something was. The clock may have been set ahead since then, also before this process began:
 * what seems to have waited for an hour has not. After a restart of the machine its own clock may run behind the moment,
 * or make it look younger, which costs patience only.
 */
export function msSince(at: number, tick: number | null): number {
  const byDate = Math.max(0, Date.now() - at);
  const byTick = tick === null ? -1 : tickNow() - tick;
  return byTick < 0 ? byDate : Math.min(byDate, byTick);
}

/** Whether the last answer is still given again. */
export function isKept({ answer, expires_at }: ItemRecord): boolean {
  return answer !== null && (expires_at ?? 0) > Date.now();
}

/** The line of the spending record that paid for the answer that is kept; undefined where it was free, or may still change. */
export function paidLineOf(record: ItemRecord): number | undefined {
  if (!isKept(record)) return undefined;
  const { state, prior } = record;
  const payment: Payment | undefined =
    state === 'done' ? record : prior === null ? undefined : JSON.parse(prior);
  return payment?.state === 'done' && payment.reserved === 0 ? (payment.spend_id ?? undefined) : undefined;
}

type Payment = Pick<ItemRecord, 'state' | 'reserved' | 'spend_id'>;

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
    sentMsAgo: msSince(record.sent_at, record.sent_tick),
    changedAt: record.changed_at,
    changedMsAgo: msSince(record.changed_at, record.changed_tick),
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
