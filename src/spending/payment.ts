import type { Generation } from './row.ts';
import type { Walls } from './spend.ts';

// What the ledger is told of payments: what is about to be paid for, by whom, and how it ended.

export interface Entry {
  readonly item: string;
  /** What the flow needs to ask for this item again; stored as JSON. */
  readonly input: unknown;
  /** The most that Snov.io can charge for it. */
  readonly credits: number;
  /** `changedAt` of the finished or doubtful row that is paid for anew. */
  readonly replaces?: number | undefined;
}

/** Who pays, and what may stop it. */
export interface Payer {
  readonly generation: Generation;
  readonly tool: string;
  readonly walls: Walls;
}

/** A payment that was begun: what happened to it later concerns no other payment for the same item. */
export interface Sent {
  readonly item: string;
  /** When it was recorded, in milliseconds since the epoch. */
  readonly sentAt: number;
}

/** The items of a charged request that is about to leave, by what becomes of them. */
export interface Begun {
  /** The `sentAt` of what was recorded. */
  readonly at: number;
  /** Recorded: send these. */
  readonly begun: string[];
  /** Somebody else has a live row for these: read it. */
  readonly live: string[];
  /** A wall stands in the way of these. */
  readonly walled: string[];
}

export interface Ending {
  readonly item: string;
  readonly input: unknown;
  /** Since when its asker looks at it: a row that was finished later stays as it is. */
  readonly since: number;
  readonly answer: unknown;
  /** What Snov.io charged. */
  readonly credits: number;
  /** May still change upstream (greylisted). */
  readonly provisional?: boolean | undefined;
  /** Nothing was found and nothing was paid: worth asking again tomorrow. */
  readonly miss?: boolean | undefined;
}
