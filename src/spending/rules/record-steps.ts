import type { DoubtReason, Ending, Entry, Generation, Payment } from '../store.ts';
import { type ItemRecord, PAYMENT_COLUMNS, type PaymentPart, priorOf } from './item-record.ts';
import type { Moment } from './moment.ts';

// What becomes of an item's record. Nothing here reads or writes a store; undefined is a record that is not there.

/** JSON in the place of an input that is not kept. */
const NOTHING = 'null';

/** What is kept of an answer. */
export interface Kept {
  /** JSON; null: nothing is kept. */
  readonly answer: string | null;
  readonly expiresAt: number;
}

/** Whether a record is about this payment, which has not ended, and not about a later one for the same item. */
export function isUnderWay(record: ItemRecord | undefined, payment: Payment): record is ItemRecord {
  return record !== undefined && record.sent_at === payment.sentAt && record.state !== 'done';
}

/**
 * A payment is being sent. The last answer and what it cost stay; the payment before goes to `prior`.
 * @param isNamed whether the item's key is kept, or a keyed hash of it
 */
export function claimed(
  before: ItemRecord | undefined,
  { item, input, credits }: Entry,
  generation: Generation,
  { spendId, now, isNamed }: { spendId: number; now: Moment; isNamed: boolean },
): ItemRecord {
  const named = before && (isNamed ? unsealed(before) : sealed(before, now.at));
  return {
    ...(named ?? nothingKnown(item)),
    prior: named ? JSON.stringify(paymentOf(named)) : null,
    sealed: isNamed ? 0 : 1,
    state: 'sent',
    generation,
    task: null,
    reason: null,
    input: isNamed ? jsonOf(input) : NOTHING,
    reserved: credits,
    spend_id: spendId,
    sent_at: now.at,
    sent_tick: now.tick,
    changed_at: now.at,
    changed_tick: now.tick,
  };
}

export function started(record: ItemRecord, task: string | undefined, now: Moment): ItemRecord {
  return { ...record, state: 'running', task: task ?? null, reason: null, ...changedAt(now) };
}

export function doubted(record: ItemRecord, reason: DoubtReason, now: Moment): ItemRecord {
  return { ...record, state: 'doubt', reason, ...changedAt(now) };
}

/** Takes a payment out: the one before it counts again, or the answer that is there without one. */
export function released(record: ItemRecord): ItemRecord | undefined {
  const prior = priorOf(record);
  if (prior) return unlessOver({ ...record, ...prior, prior: null });
  if (record.answer === null && record.untold === 0) return undefined;
  return {
    ...record,
    state: 'done',
    generation: record.answered_by ?? record.generation,
    task: null,
    reason: null,
    reserved: 0,
    spend_id: null,
    changed_at: record.checked_at ?? record.changed_at,
  };
}

/**
 * A payment ends. Without an answer to keep its record names nothing any more, and goes once nothing is owed.
 * @param cost what it cost, and what may still be charged
 */
export function finished(
  record: ItemRecord,
  { provisional }: Ending,
  generation: Generation,
  cost: { credits: number; reserved: number },
  { kept, now }: { kept: Kept; now: Moment },
): ItemRecord | undefined {
  const after: ItemRecord = {
    ...(kept.answer === null ? sealed(record, now.at) : unsealed(record)),
    state: 'done',
    reason: null,
    prior: null,
    reserved: cost.reserved,
    untold: record.untold + cost.credits,
    changed_at: now.at,
    ...answerPart(kept, provisional, generation, now),
  };
  return kept.answer === null && cost.reserved === 0 ? unlessOver(after) : after;
}

/** An answer that was not paid for here. Charges that are not reported yet stay, and a payment under way goes on. */
export function answeredFree(
  before: ItemRecord | undefined,
  { item, input, provisional }: Ending,
  generation: Generation,
  { kept, now }: { kept: Kept; now: Moment },
): ItemRecord {
  const answer = answerPart(kept, provisional, generation, now);
  if (before && before.state !== 'done') return { ...unsealed(before), ...answer };
  const done = { generation, input: jsonOf(input), changed_at: now.at };
  if (!before) return { ...nothingKnown(item), ...done, sent_at: now.at, ...answer };
  const spendId = before.reserved === 0 ? null : before.spend_id;
  return { ...unsealed(before), ...done, spend_id: spendId, ...answer };
}

/** Its charge was reported. A record without answer has no other use. */
export function told(record: ItemRecord): ItemRecord | undefined {
  return unlessOver({ ...record, untold: 0 });
}

/** A keyed hash is to stand in the place of the item's key, and everything that names it is gone. */
export function sealed(record: ItemRecord, now: number): ItemRecord {
  const prior = priorOf(record);
  return {
    ...record,
    sealed: 1,
    input: NOTHING,
    answer: null,
    expires_at: now,
    prior: prior ? JSON.stringify({ ...prior, input: NOTHING }) : null,
  };
}

/** A record for which nothing is owed and that answers nothing is over. */
export function unlessOver(record: ItemRecord): ItemRecord | undefined {
  return record.state === 'done' && record.answer === null && record.untold === 0 ? undefined : record;
}

/** It is asked about again: its record has its name again. */
function unsealed(record: ItemRecord): ItemRecord {
  return record.sealed === 0 ? record : { ...record, sealed: 0 };
}

function nothingKnown(item: string): ItemRecord {
  return {
    item,
    state: 'done',
    generation: 'v2',
    task: null,
    reason: null,
    input: NOTHING,
    reserved: 0,
    untold: 0,
    spend_id: null,
    sent_at: 0,
    sent_tick: null,
    changed_at: 0,
    changed_tick: null,
    answer: null,
    answered_by: null,
    checked_at: null,
    expires_at: null,
    provisional: 0,
    prior: null,
    sealed: 0,
  };
}

function answerPart(kept: Kept, provisional: boolean, generation: Generation, now: Moment) {
  return {
    answer: kept.answer,
    answered_by: generation,
    checked_at: now.at,
    expires_at: kept.expiresAt,
    provisional: provisional ? 1 : 0,
  };
}

function changedAt(now: Moment) {
  return { changed_at: now.at, changed_tick: now.tick };
}

function paymentOf(record: ItemRecord): PaymentPart {
  return Object.fromEntries(PAYMENT_COLUMNS.map(column => [column, record[column]])) as PaymentPart;
}

function jsonOf(input: unknown): string {
  return JSON.stringify(input) ?? NOTHING;
}
