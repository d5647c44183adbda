import type { DoubtReason, Generation, PaymentState, Row } from '../store.ts';
import { type Moment, msSince } from './moment.ts';

/** A row of the table of items, as every store keeps it. */
export interface ItemRecord {
  /** As it was asked for, whether it is stored so or as a keyed hash. */
  readonly item: string;
  readonly state: PaymentState;
  readonly generation: Generation;
  readonly task: string | null;
  readonly reason: DoubtReason | null;
  /** JSON. */
  readonly input: string;
  /** Credits that may still be charged. */
  readonly reserved: number;
  /** Credits that were charged and that no answer has reported yet. */
  readonly untold: number;
  /** The line of the spending record. */
  readonly spend_id: number | null;
  readonly sent_at: number;
  readonly sent_tick: number | null;
  readonly changed_at: number;
  readonly changed_tick: number | null;
  /** JSON. */
  readonly answer: string | null;
  readonly answered_by: Generation | null;
  readonly checked_at: number | null;
  readonly expires_at: number | null;
  readonly provisional: number;
  /** The payment before the last, as JSON of its columns. */
  readonly prior: string | null;
  /** 1: what is stored is a keyed hash of the item. */
  readonly sealed: number;
}

/** What belongs to a payment and not to an answer. */
export const PAYMENT_COLUMNS = [
  'state',
  'generation',
  'task',
  'reason',
  'input',
  'reserved',
  'spend_id',
  'sent_at',
  'sent_tick',
  'changed_at',
  'changed_tick',
] as const satisfies readonly (keyof ItemRecord)[];

/** Every column but the key. */
export const ITEM_COLUMNS = [
  ...PAYMENT_COLUMNS,
  'untold',
  'answer',
  'answered_by',
  'checked_at',
  'expires_at',
  'provisional',
  'prior',
  'sealed',
] as const satisfies readonly (keyof ItemRecord)[];

export type PaymentPart = Pick<ItemRecord, (typeof PAYMENT_COLUMNS)[number]>;

/** Whether the last answer is still given again. @param now milliseconds since the epoch */
export function isKept({ answer, expires_at }: ItemRecord, now: number): boolean {
  return answer !== null && (expires_at ?? 0) > now;
}

/** The line of the spending record that paid for the answer that is kept; undefined where it was free, or may still change. */
export function paidLineOf(record: ItemRecord, now: number): number | undefined {
  if (!isKept(record, now)) return undefined;
  const payment = record.state === 'done' ? record : priorOf(record);
  return payment?.state === 'done' && payment.reserved === 0 ? (payment.spend_id ?? undefined) : undefined;
}

export function priorOf({ prior }: ItemRecord): PaymentPart | undefined {
  return prior === null ? undefined : JSON.parse(prior);
}

/** A record as the rest of the program sees it; undefined when its answer has expired. */
export function toRow(record: ItemRecord, now: Moment): Row | undefined {
  const kept = isKept(record, now.at);
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
    sentMsAgo: msSince(record.sent_at, record.sent_tick, now),
    changedAt: record.changed_at,
    changedMsAgo: msSince(record.changed_at, record.changed_tick, now),
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
