/** How many events are kept of an account and a kind: who can send one kind, or sends many, displaces no other. */
export const MOST_EVENTS = 2000;

/** An event of a webhook of Snov.io, as it is kept. */
export interface StoredEvent {
  /** Its place among the account's events: later ones have higher numbers, and none is given twice. */
  readonly number: number;
  /** Such as `campaign_email opened`. */
  readonly event: string;
  /** What was read from its body: plain JSON, at most 16 KB. */
  readonly facts: unknown;
  /** When it first came, by the store's clock, in milliseconds since the epoch. */
  readonly receivedAt: number;
  /** How often the very same came: Snov.io sends again what was not answered within 3 seconds. */
  readonly times: number;
}

/** Which events are wanted. */
export interface WantedEvents {
  readonly limit: number;
  /** Only those with lower numbers. */
  readonly before?: number | undefined;
  /** Only those so called; undefined: all. */
  readonly events?: readonly string[] | undefined;
}

/**
 * What Snov.io's webhooks have reported, by account. It is kept for SNOVIO_LEDGER_DAYS, at most 30, encrypted, and seen by no
 * other account. Each operation is one transaction.
 */
export interface EventTable {
  /** Whether events may be kept: not where SNOVIO_LEDGER_DAYS is 0. */
  readonly keeps: boolean;
  /** A keyed hash (base64url) that every process of this store makes alike, and nobody else. */
  sign(text: string): string;
  /**
   * Keeps an event durably, or does nothing where none may be kept. The same body once more only raises `times`. The account's
   * oldest events of this kind beyond {@link MOST_EVENTS} go.
   * @param account SHA-256 of API origin and client id
   * @param body as it came; only a keyed hash of it is stored
   */
  add(account: string, event: string, body: string, facts: unknown): Promise<void>;
  /** Events of an account, the newest first. */
  list(account: string, wanted: WantedEvents): Promise<readonly StoredEvent[]>;
  /** How many there are. @param events counts only those so called */
  count(account: string, events?: readonly string[]): Promise<number>;
  /** The highest number of each account that has events. */
  latest(accounts: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
