/** What the sign-in at this very server keeps: who granted what to which client, sign-ins under way, codes and tokens. */
export interface SignInRecord {
  readonly value: Readonly<Record<string, unknown>>;
  /** How many milliseconds ago it was used up; undefined: it was not. */
  readonly usedMsAgo: number | undefined;
}

export interface NewSignInRecord {
  readonly value: object;
  /** Names what it belongs to, such as a grant. */
  readonly belongsTo?: string | undefined;
  readonly ttlMs: number;
}

/**
 * Records of the sign-in at this very server, for all processes that share the store. Ids and what a record belongs to are
 * secrets, such as a token: they are kept as keyed hashes, and values encrypted. What is over its time is not found. Each
 * operation is one transaction.
 */
export interface SignInTable {
  find(kind: string, id: string): Promise<SignInRecord | undefined>;
  /** The record of a kind that belongs to something. */
  findOf(kind: string, belongsTo: string): Promise<SignInRecord | undefined>;
  /** Puts a record in the place of the one that may be there. @param stays leaves that one as it is */
  put(kind: string, id: string, record: NewSignInRecord, stays?: 'stays'): Promise<void>;
  /** Uses a record up. @returns false for all but the first that asks, and where there is none */
  use(kind: string, id: string): Promise<boolean>;
  remove(kind: string, id: string): Promise<void>;
  /** Removes all of a kind that belong to something. */
  removeOf(kind: string, belongsTo: string): Promise<void>;
  /** Removes the oldest of a kind, so that so many are left. */
  trim(kind: string, most: number): Promise<void>;
  /**
   * A value that all processes share, and that stays.
   * @param change makes it of the one that is there; undefined: there is none. What it returns unchanged is not written.
   *   `at`: milliseconds since the epoch
   */
  shared<T extends object>(name: string, change: (now: T | undefined, at: number) => T): Promise<T>;
  /** Counts a try. @returns in how many milliseconds the next may follow where there were more than so many in a minute; else 0 */
  countTry(who: string, perMinute: number): Promise<number>;
}
