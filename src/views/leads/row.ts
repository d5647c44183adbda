/** An address, and what is known of it. */
export interface Address {
  readonly email: string;
  readonly verdict: Verdict;
  readonly reason?: string | undefined;
}

/**
 * How it stands with somebody, in the words of the tools; besides `not_asked`: nobody has looked for the address yet,
 * `on_list`: on a list, whose addresses other tools tell, and `working`: the call is running.
 */
export const VERDICTS = [
  ...['ready', 'valid', 'risky', 'greylisted', 'unknown', 'not_verified', 'found', 'not_asked', 'on_list'],
  ...['working', 'pending', 'not_run', 'not_found', 'not_valid', 'drop', 'error'],
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The tools that find or judge addresses, and the argument in which each takes whom. */
export const PAID_TOOLS = {
  find_people: 'only',
  find_emails: 'people',
  verify_emails: 'emails',
  prepare_leads: 'people',
} as const;
export type PaidTool = keyof typeof PAID_TOOLS;

/** What can be asked about somebody. */
export interface Offer {
  readonly tool: PaidTool;
  /** How the tool's answer will name them. */
  readonly ref: string;
  /** How its arguments name them. */
  readonly item: string | Readonly<Record<string, string>>;
  /** The other arguments of the call. */
  readonly args: Arguments;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** Somebody in the table. Texts are clean already. */
export interface Row {
  /** Stays the same whatever becomes known of them. */
  readonly key: string;
  /** How the answer that it stands in names them. */
  readonly ref?: string | undefined;
  readonly name?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly position?: string | undefined;
  readonly company?: string | undefined;
  readonly domain?: string | undefined;
  readonly locality?: string | undefined;
  readonly linkedIn?: string | undefined;
  /** The best one first. */
  readonly addresses: readonly Address[];
  readonly verdict: Verdict;
  readonly reason?: string | undefined;
  readonly lists: readonly string[];
  readonly campaigns: readonly string[];
  /** Whether they are on a list of the account; undefined where the answer does not say. */
  readonly isKnown?: boolean | undefined;
  /** Credits that were paid for them just now; undefined where the answer does not say. */
  readonly cost?: number | undefined;
  readonly offer?: Offer | undefined;
}

/** What calls have cost, in credits. */
export interface Money {
  readonly spent: number;
  readonly paidEarlier: number;
  /** What may still be charged. */
  readonly reserved: number;
}

/** What a table shows where somebody's name stands. */
export function titleOf({ name, addresses }: Row): string {
  return name ?? addresses[0]?.email ?? '–';
}

/** By what people are told apart as colleagues. */
export function companyOf({ company, domain }: Row): string | undefined {
  return company ?? domain;
}

/** Whether the address is known to take no mail, or not to be mailed. */
export function isBad({ verdict }: Pick<Row, 'verdict'>): boolean {
  return verdict === 'not_valid' || verdict === 'drop' || verdict === 'error';
}

/** The row with what has become known since. */
export function merged(before: Row, since: Row): Row {
  const known = Object.fromEntries(Object.entries(since).filter(([, value]) => value !== undefined));
  const { addresses, lists, campaigns, cost } = since;
  return {
    ...before,
    ...known,
    key: before.key,
    addresses: addresses.length > 0 ? addresses : before.addresses,
    lists: lists.length > 0 ? lists : before.lists,
    campaigns: campaigns.length > 0 ? campaigns : before.campaigns,
    reason: since.reason,
    cost: cost === undefined ? before.cost : cost + (before.cost ?? 0),
    offer: since.offer,
  };
}
