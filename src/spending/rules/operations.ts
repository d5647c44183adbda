import type { Holder } from '../holders.ts';
import type {
  Claimed,
  DoubtReason,
  Ending,
  Entry,
  Generation,
  Payer,
  Payment,
  QuestionScope,
  Reported,
} from '../store.ts';
import type { ForgottenPeople } from './forgotten.ts';
import { merged } from './holder-rooms.ts';
import { type ItemRecord, isKept, paidLineOf, toRow } from './item-record.ts';
import { expiry } from './keeping.ts';
import type { Moment } from './moment.ts';
import {
  answeredFree,
  claimed,
  doubted,
  finished,
  isUnderWay,
  type Kept,
  released,
  started,
  told,
} from './record-steps.ts';
import type { WorkingSet } from './working-set.ts';

// The store's operations on payments, without SQL: what each makes of the records and of the spending record that a store
// has read. The store writes it, in the same transaction.

/** The lines of the spending record, as an operation changes them. */
export interface SpendLines {
  /**
   * Reserves credits.
   * @param call the long call that pays, if it is one
   * @param holders whom the line counts among
   * @returns the line's id
   */
  reserve(tool: string, credits: number, call: string | undefined, holders: readonly Holder[]): number;
  /** Sets a line to what was charged. */
  correct(id: number, credits: number): void;
  /** Takes a reservation back. */
  cancel(id: number): void;
}

/** What an operation works with. */
export interface Books {
  readonly scope: QuestionScope;
  readonly now: Moment;
  readonly records: WorkingSet;
  readonly lines: SpendLines;
  readonly forgotten: ForgottenPeople;
  /** SNOVIO_LEDGER_DAYS */
  readonly days: number;
}

/** Credits that walls leave. */
export interface Left {
  readonly process: number;
  readonly day: number;
  /** By the names of holders; who is missing has no limit. */
  readonly holders?: ReadonlyMap<string, number>;
}

/** @param left credits that the walls leave */
export function claimItems(books: Books, entries: readonly Entry[], payer: Payer, left: Left): Claimed {
  const outcome = { claimed: [] as string[], taken: [] as string[], walled: [] as string[] };
  let room = Math.min(left.process, left.day);
  const own = new Map(left.holders);
  for (const entry of entries) {
    const limited = (entry.holders ?? []).flatMap(({ name }) => (own.has(name) ? [name] : []));
    const judged = judge(books, entry, Math.min(room, ...limited.map(name => own.get(name) ?? 0)));
    outcome[judged].push(entry.item);
    if (judged !== 'claimed') continue;
    room = Math.max(0, room - entry.credits);
    for (const name of new Set(limited)) own.set(name, Math.max(0, (own.get(name) ?? 0) - entry.credits));
    record(books, entry, payer);
  }
  return { at: books.now.at, ...outcome };
}

function judge({ records, now }: Books, entry: Entry, room: number): 'claimed' | 'taken' | 'walled' {
  const known = records.get(entry.item);
  const counts = known !== undefined && (known.state !== 'done' || isKept(known, now.at));
  if (counts && known.changed_at !== entry.replaces) return 'taken';
  return entry.credits > room ? 'walled' : 'claimed';
}

function record({ records, lines, forgotten, now, days }: Books, entry: Entry, payer: Payer): void {
  const spendId = lines.reserve(payer.tool, entry.credits, entry.call, merged(entry.holders ?? []));
  const isNamed = days > 0 && !forgotten.names(entry.item, entry.since ?? now.at);
  const after = claimed(records.get(entry.item), entry, payer.generation, { spendId, now, isNamed });
  records.set(entry.item, after);
}

export function startItems({ records, now }: Books, payments: readonly Payment[], task?: string): void {
  for (const payment of payments) {
    const known = records.get(payment.item);
    if (isUnderWay(known, payment)) records.set(payment.item, started(known, task, now));
  }
}

export function doubtItems(
  { records, now }: Books,
  payments: readonly Payment[],
  reason: DoubtReason,
  onlySent: boolean,
): void {
  for (const payment of payments) {
    const known = records.get(payment.item);
    if (!isUnderWay(known, payment) || (onlySent && known.state !== 'sent')) continue;
    records.set(payment.item, doubted(known, reason, now));
  }
}

export function releaseItems({ records, lines }: Books, payments: readonly Payment[]): void {
  for (const payment of payments) {
    const known = records.get(payment.item);
    if (!isUnderWay(known, payment)) continue;
    if (known.spend_id !== null) lines.cancel(known.spend_id);
    records.set(payment.item, released(known));
  }
}

export function settleItems(books: Books, endings: readonly Ending[], generation: Generation): void {
  for (const ending of endings) settle(books, ending, generation);
}

/** Of what is known already nothing is learnt by the way. */
export function learnItems(books: Books, endings: readonly Ending[], generation: Generation): void {
  for (const ending of endings) {
    const known = books.records.get(ending.item);
    if (!known || toRow(known, books.now) === undefined) settleFree(books, ending, generation);
  }
}

/** Whether telling the credits of a record changes it: they were not told, or it has waited for nothing else. */
export function isToTell(record: ItemRecord | undefined): record is ItemRecord {
  if (!record) return false;
  return record.untold > 0 || (record.state === 'done' && record.answer === null);
}

/** Counts the credits of these records as told. @param creditsOf the credits of a line of the spending record */
export function tellItems(
  { records, now }: Pick<Books, 'records' | 'now'>,
  items: readonly string[],
  creditsOf: (line: number) => number,
): Reported {
  const known = items.flatMap(item => records.get(item) ?? []);
  for (const each of known) if (isToTell(each)) records.set(each.item, told(each));
  const paidEarlier = known.reduce((sum, each) => {
    const line = paidLineOf(each, now.at);
    return line === undefined ? sum : sum + Math.max(0, creditsOf(line) - each.untold);
  }, 0);
  return { spent: sumOf(known, 'untold'), paidEarlier, reserved: sumOf(known, 'reserved') };
}

function settle(books: Books, ending: Ending, generation: Generation): void {
  if (ending.sentAt === undefined) return settleFree(books, ending, generation);
  const known = books.records.get(ending.item);
  // Forgotten, or paid for anew since; and only the first process to end a payment settles it.
  if (!known || known.sent_at !== ending.sentAt) return;
  if (known.state === 'done' && known.provisional === 0) return;
  const cost = { credits: chargeOf(known, ending), reserved: ending.open ? known.reserved : 0 };
  const outcome = { kept: keptOf(books, ending), now: books.now };
  books.records.set(ending.item, finished(known, ending, generation, cost, outcome));
  if (mayCost(known)) books.lines.correct(known.spend_id, ending.open ? cost.reserved : cost.credits);
}

function settleFree(books: Books, ending: Ending, generation: Generation): void {
  const { records, now } = books;
  const known = records.get(ending.item);
  if (known && isKept(known, now.at) && known.provisional === 0) return;
  const kept = keptOf(books, ending);
  if (kept.answer !== null) records.set(ending.item, answeredFree(known, ending, generation, { kept, now }));
}

function keptOf({ scope: { question }, forgotten, now, days }: Books, ending: Ending): Kept {
  const kept = days > 0 ? forgotten.keptOf(question, ending) : undefined;
  if (!kept) return { answer: null, expiresAt: now.at };
  const answer = JSON.stringify(kept.answer) ?? null;
  return { answer, expiresAt: expiry(question, days, ending.miss, now.at) };
}

function sumOf(records: readonly ItemRecord[], column: 'untold' | 'reserved'): number {
  return records.reduce((sum, record) => sum + record[column], 0);
}

/** What a payment cost. A free read that finds the result of a payment in doubt shows that it was charged. */
function chargeOf(known: ItemRecord, { credits, open }: Ending): number {
  if (!mayCost(known) || open) return 0;
  return known.state === 'doubt' ? Math.max(known.reserved, credits) : credits;
}

/** Whether a payment may still be charged. A free answer, and a payment that was charged already, may not. */
function mayCost(known: ItemRecord): known is ItemRecord & { spend_id: number } {
  return known.spend_id !== null && (known.state !== 'done' || known.reserved > 0);
}
