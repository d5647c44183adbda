/**
 * Whose credits a payment counts among besides the account's: a person, a team, a machine. What it may spend is counted over
 * all accounts and all processes of the store.
 */
export interface Holder {
  /** Names it in the record, such as `principal nightly-import` or `team sales`. */
  readonly name: string;
  /** Credits in any 24 hours; undefined: no limit. */
  readonly day?: number | undefined;
  /** Credits in any 30 days; undefined: no limit. */
  readonly month?: number | undefined;
}

/** What holders' credits are counted in: 24 hours, and 30 days. */
export type Span = 'day' | 'month';

/** What a limit of a holder leaves. Credits. */
export interface HolderRoom {
  readonly name: string;
  readonly span: Span;
  readonly limit: number;
  readonly left: number;
  /** When the first of the credits that count now count no more, in milliseconds since the epoch; missing where none count. */
  readonly freesAt?: number | undefined;
}

/** What a holder has spent or reserved up to now. Credits. */
export interface HolderSpending {
  readonly holder: string;
  readonly last24Hours: number;
  readonly last30Days: number;
}
