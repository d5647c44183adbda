import type { EventTable } from './event-table.ts';
import type { Holder, HolderRoom, HolderSpending } from './holders.ts';
import type { LongCalls } from './long-calls.ts';
import type { SharedResults } from './shared-results.ts';
import type { SignInTable } from './sign-in-table.ts';
import type { Limit, QuotaRequest, SlotState, WithSlot } from './slots.ts';
import type { VaultTable } from './vault-table.ts';

export type { Limit, QuotaRequest, SlotState, WithSlot } from './slots.ts';

/** What is paid for. Answers are stored by question, whichever tool or API generation asks it. */
export type Question =
  | 'find'
  | 'verify'
  | 'url'
  | 'profile'
  | 'domain'
  | 'company'
  | 'company-name'
  | 'database';

export type Generation = 'v1' | 'v2';

/** An account and a question: items are kept apart by both. */
export interface QuestionScope {
  /** SHA-256 of API origin and client id. */
  readonly account: string;
  readonly question: Question;
}

/**
 * The state of the last payment for an item. `sent`: recorded directly before its charged request left. `running`: Snov.io
 * works on it. `done`: answered. `doubt`: perhaps charged, and its outcome is not known.
 */
export type PaymentState = 'sent' | 'running' | 'done' | 'doubt';

export type DoubtReason = 'in_doubt' | 'task_lost';

/** What is known of an item. All times are milliseconds since the epoch. */
export interface Row {
  readonly item: string;
  readonly state: PaymentState;
  /** The API generation that the last payment went to; an item belongs to it until it ends. */
  readonly generation: Generation;
  /** v2: the task hash. */
  readonly task: string | undefined;
  readonly reason: DoubtReason | undefined;
  /** What a flow needs to ask for the item again. */
  readonly input: unknown;
  /** Credits that may still be charged. */
  readonly reserved: number;
  /** When the last payment was recorded. */
  readonly sentAt: number;
  /** How many milliseconds ago that was. A wall clock that was set since then does not count, as far as the store can tell. */
  readonly sentMsAgo: number;
  /** When the state last changed. */
  readonly changedAt: number;
  /** How many milliseconds ago that was, likewise: a doubt counts from there. */
  readonly changedMsAgo: number;
  /** The last answer that is still given again; a later payment that has not ended leaves it in place. */
  readonly answer: StoredAnswer | undefined;
}

export interface StoredAnswer {
  readonly value: unknown;
  readonly generation: Generation;
  readonly checkedAt: number;
  /** May still change upstream (greylisted). */
  readonly provisional: boolean;
}

/** An item that is about to be paid for. */
export interface Entry {
  readonly item: string;
  readonly input: unknown;
  /** The most that Snov.io can charge for it. */
  readonly credits: number;
  /** `changedAt` of the finished or doubtful row that may be paid for anew; any other row stops the payment. */
  readonly replaces?: number | undefined;
  /** When its process began to work on the item, by the store's clock. The payment for somebody forgotten since then is recorded without a name. */
  readonly since?: number | undefined;
  /** The long call that pays for it, see {@link LongCalls.spent}. */
  readonly call?: string | undefined;
  /** Whom it counts among, besides the account, and what may stop it too. */
  readonly holders?: readonly Holder[] | undefined;
}

/** The tool and generation that pay, and the limits that may stop it. */
export interface Payer {
  readonly generation: Generation;
  readonly tool: string;
  readonly walls: Walls;
}

/** What may be spent by configuration alone, in credits; undefined: no limit. */
export interface Walls {
  /** For the life of this process. */
  readonly process?: number | undefined;
  /** In any 24 hours, by all processes that share the store. */
  readonly day?: number | undefined;
}

/** Names a payment that was claimed. What happens to it later concerns no other payment for the same item. */
export interface Payment {
  readonly item: string;
  readonly sentAt: number;
}

/** What {@link Store.claim} did with the items of a charged request. */
export interface Claimed {
  /** The `sentAt` of what was recorded. */
  readonly at: number;
  /** Recorded: send these. */
  readonly claimed: readonly string[];
  /** Another process or call has a row for these. Read it. */
  readonly taken: readonly string[];
  /** A limit of process or day, or one of their holders', does not allow these. */
  readonly walled: readonly string[];
}

/** An answer, and what it cost. */
export interface Ending {
  readonly item: string;
  readonly input: unknown;
  /** The payment that it ends; undefined: a free read of what was not paid for here. */
  readonly sentAt: number | undefined;
  /** When its process began to work on the item, by the store's clock. An answer to something forgotten since then is not stored. */
  readonly since: number;
  readonly answer: unknown;
  /** Credits that Snov.io charged. */
  readonly credits: number;
  /** May still change upstream (greylisted). */
  readonly provisional: boolean;
  /** May still be charged: what is reserved stays reserved. */
  readonly open: boolean;
  /** Nothing was found and nothing was paid: worth asking again tomorrow. */
  readonly miss: boolean;
}

/** Credits of some items. */
export interface Reported {
  /** Charged, and reported by no answer before. */
  readonly spent: number;
  /** Charged for the answers that are stored now, and reported before. */
  readonly paidEarlier: number;
  /** May still be charged. */
  readonly reserved: number;
}

/** What the record says at a look at an account's balance. Credits. */
export interface Look {
  /** What may still be charged, or was. */
  readonly open: number;
  /** Charged, and told by no answer yet. */
  readonly untold: number;
  /** Charged since the look before; 0 where there is none. */
  readonly charged: number;
  /** The look that this one is compared with. `at` is in milliseconds since the epoch. */
  readonly before?: {
    readonly at: number;
    readonly balance: number;
    readonly open: number;
    readonly untold: number;
  };
}

/** When the credits of the last 24 hours count no more: the first of them, and the last. Milliseconds since the epoch. */
export interface DayFrees {
  readonly first: number;
  readonly last: number;
}

/** Credits that were spent or reserved up to now. What is under way counts with the most that it may cost. */
export interface SpentSince {
  readonly last24Hours: number;
  readonly last7Days: number;
  readonly last30Days: number;
}

/** What a tool has spent, and how many items it has paid for in the last 30 days. */
export interface ToolSpending extends SpentSince {
  readonly tool: string;
  readonly items: number;
}

/** What an account has spent, by this store's record. */
export interface Spent extends SpentSince {
  /** Credits of this process. */
  readonly process: number;
  /** Missing where the last 24 hours have none. */
  readonly dayFrees?: DayFrees | undefined;
  /** Of the last 30 days, by the names of tools. */
  readonly byTool: readonly ToolSpending[];
}

/** The credits that a tool has spent on a day. */
export interface DaySpending {
  /** In UTC, such as `2026-11-27`. */
  readonly day: string;
  readonly tool: string;
  readonly credits: number;
}

/** What to erase: a person by address or profile link, a company by domain, everything finished or in doubt, or everything. */
export type Forgotten =
  | { readonly email: string }
  | { readonly link: string }
  | { readonly domain: string }
  | 'finished'
  | 'all';

/** What forgetting does to an entry. */
export interface Erasure {
  /** `call`: what a long call was asked and answered. `event`: what a webhook reported. */
  readonly question: Question | 'call' | 'event';
  /** The item's key; undefined where only a keyed hash of it was stored. */
  readonly item: string | undefined;
  /**
   * `shortened`: a page loses rows, the others stay. `unnamed`: a payment that has not ended, or whose cost was not told yet,
   * stays so that nothing is paid for twice, under a keyed hash of its key and without answer.
   */
  readonly effect: 'erased' | 'shortened' | 'unnamed';
}

/**
 * The record of what was asked, paid and answered, shared by all processes that work with the same store. Each operation is
 * one transaction: it happens as a whole or, when its promise is rejected, not at all. Callers do not know how it is kept.
 */
export interface Store {
  /** Whether other processes may work with it. */
  readonly isShared: boolean;
  readonly longCalls: LongCalls;
  /** Undefined where one process alone takes requests. */
  readonly results?: SharedResults;
  readonly vault: VaultTable;
  readonly signIns: SignInTable;
  readonly events: EventTable;
  /** The store's clock, by which all its moments are, in milliseconds since the epoch: rather early than late. */
  now(): number;
  /** What is known of these items. An item that was never asked for, or whose answer has expired, has no row. */
  rows(scope: QuestionScope, items: readonly string[]): Promise<Map<string, Row>>;
  /** Records, directly before their request leaves, that these items are being paid for, and reserves their credits. */
  claim(scope: QuestionScope, entries: readonly Entry[], payer: Payer): Promise<Claimed>;
  /**
   * The same, and takes a slot of the pace in the same transaction; a store may leave it out. Where no slot is free, nothing is
   * claimed, nor judged; where nothing is claimed, no slot is taken.
   */
  claimWithSlot?(
    scope: QuestionScope,
    entries: readonly Entry[],
    payer: Payer,
    limit: Limit,
  ): Promise<Claimed & WithSlot>;
  /** The charged request was accepted: the items run, under this task in v2. */
  started(scope: QuestionScope, payments: readonly Payment[], task: string | undefined): Promise<void>;
  /** Stores answers. What they cost is reported once, see {@link reported}. */
  settled(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void>;
  /** Perhaps charged. @param onlySent leaves out what is not `sent` any more: its process is alive after all */
  doubted(
    scope: QuestionScope,
    payments: readonly Payment[],
    reason: DoubtReason,
    onlySent?: boolean,
  ): Promise<void>;
  /** Certainly not charged: removes the payments and their reservations; older answers stay. */
  released(scope: QuestionScope, payments: readonly Payment[]): Promise<void>;
  /** Stores, as free, answers that came along with another question. What is known or running stays as it is. */
  learned(scope: QuestionScope, endings: readonly Ending[], generation: Generation): Promise<void>;
  /** The credits of these items that no answer has reported yet. Counts them as reported. */
  reported(scope: QuestionScope, items: readonly string[]): Promise<Reported>;
  spent(account: string): Promise<Spent>;
  /** The last 30 days by day and tool, the latest day first. */
  spentByDay(account: string): Promise<readonly DaySpending[]>;
  /** Compares with the first look of these 24 hours, or the last before. After those, or a rise, later looks start from this. */
  looked(account: string, balance: number): Promise<Look>;
  /** Credits that the walls still leave; Infinity where there is none. */
  left(account: string, walls: Walls): Promise<{ process: number; day: number }>;
  /** What each limit of these holders still leaves, over all accounts. */
  roomOf(holders: readonly Holder[]): Promise<readonly HolderRoom[]>;
  /** What each holder has spent or reserved in the last 30 days, over all accounts, by their names. */
  spentByHolder(): Promise<readonly HolderSpending[]>;
  /** Takes a slot for one request if there is one now. */
  takeSlot(account: string, limit: Limit): Promise<SlotState>;
  /** No slots for `ms`; undefined: until the oldest taken slot leaves the window. */
  pauseSlots(account: string, ms: number | undefined, limit: Limit): Promise<void>;
  /** Whether the quota covers the request. If so, its units are counted. */
  takeQuota(request: QuotaRequest): Promise<boolean>;
  /** In how many milliseconds the quota will cover a request that it refuses now; a store may leave it out. */
  quotaWait?(request: QuotaRequest): Promise<number>;
  /** Erases, in all accounts. What is under way meanwhile is not stored when it ends. @param dryRun only says what it would do */
  forget(what: Forgotten, dryRun?: boolean): Promise<readonly Erasure[]>;
  /** How many payments are in doubt, over all accounts. */
  inDoubt(): Promise<number>;
  /** Its connections to a database, and what waits for one; a store without any leaves it out. */
  connections?(): { readonly open: number; readonly idle: number; readonly waiting: number };
  /** Whether it can be read and written now. */
  isUsable(): Promise<boolean>;
  close(): Promise<void>;
}
