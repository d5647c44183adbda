import { listKey } from './model/domain.ts';
import { ownerOf, personKey, slugOf } from './model/world.ts';
import { type CallStep, POOL, type ToolName } from './scenario.ts';

// Calls of tools, and what their answers say about each item.

/** A call, from its first moment to its answer. Moments are milliseconds since the start of the run. */
export interface CallRecord {
  readonly id: number;
  readonly on: number;
  /** The process, by name and life. */
  readonly process: string;
  readonly tool: ToolName;
  readonly args: Arguments;
  /** What it may make Snov.io charge for. */
  readonly wants: ReadonlySet<string>;
  readonly fresh: boolean;
  /** Credits that it may spend. */
  readonly ceiling: number;
  readonly startedAt: number;
  readonly deadline: number;
  readonly abort: AbortController;
  cancelledAt?: number;
  answeredAt?: number;
  /** Its process died first. */
  died?: true;
  answer?: Answer;
  error?: { readonly code: string; readonly message: string };
}

export interface Arguments {
  readonly emails?: readonly string[] | boolean;
  readonly people?: readonly Named[];
  readonly urls?: readonly string[];
  readonly url?: string;
  readonly domain?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly limit?: number;
  readonly next?: string;
  readonly positions?: readonly string[];
  readonly maxCredits?: number;
  readonly fresh?: boolean;
  readonly waitSeconds?: number;
}

interface Named {
  readonly firstName: string;
  readonly lastName: string;
  readonly domain: string;
}

interface ResultRow {
  readonly status: string;
  readonly reason?: string;
  readonly emailStatus?: string;
}

/** The structured answer of any paid tool, as far as it is looked at. */
export interface Answer {
  readonly results?: readonly ResultRow[];
  readonly status?: string;
  readonly reason?: string;
  readonly emails?: readonly { readonly email: string }[];
  readonly note?: string;
  readonly next?: string;
  readonly total?: number;
  readonly credits: {
    readonly spent: number;
    readonly paidEarlier?: number;
    readonly reserved?: number;
    readonly estimated?: boolean;
  };
}

/** What an answer says about one item. */
export interface Told {
  readonly item: string;
  readonly status: string;
  readonly reason: string | undefined;
}

const DEFAULT_CEILING = 25;

/** What a call without `maxCredits` may spend. */
export function ceilingOf({ maxCredits }: Arguments): number {
  return maxCredits ?? DEFAULT_CEILING;
}

const pick = <T>(pool: readonly T[], place: number): T => pool[place % pool.length] as T;

/** The arguments that a step stands for. */
export function argumentsOf(step: CallStep): Arguments {
  const { fresh, maxCredits, waitSeconds } = step;
  const options = {
    ...(fresh && { fresh }),
    ...(maxCredits !== undefined && { maxCredits }),
    ...(waitSeconds !== undefined && step.tool.startsWith('add_') === false && { waitSeconds }),
  };
  return { ...subjectOf(step), ...(step.tool === 'get_profile_by_email' ? without(options) : options) };
}

function without({ waitSeconds: _, ...rest }: Arguments): Arguments {
  return rest;
}

function subjectOf({ tool, about, limit, offset, positions, profileOnly }: CallStep): Arguments {
  const [first = 0] = about;
  const many = <T>(pool: readonly T[]) => about.map(place => pick(pool, place));
  switch (tool) {
    case 'verify_emails':
    case 'add_emails_to_verification':
      return { emails: many(manyEmails) };
    case 'find_emails':
      return { people: many(manyPeople) };
    case 'find_prospects_by_url':
      return { urls: many(manyUrls), ...(profileOnly && { emails: false }) };
    case 'get_profile_by_email':
      return { email: pick(POOL.emails, first) };
    case 'add_names_to_find_emails':
      return { ...pick(POOL.people, first) };
    case 'add_url_for_search':
      return { url: pick(POOL.urls, first) };
    case 'search_domain_emails':
      return {
        domain: pick(POOL.domains, first),
        ...(limit !== undefined && { limit }),
        ...(positions && { positions: ['ceo'] }),
        ...(offset !== undefined && {
          next: Buffer.from(JSON.stringify({ offset })).toString('base64url'),
        }),
      };
  }
}

/** The pools, and behind them as many more as anybody asks for. */
const manyEmails = [...POOL.emails, ...Array.from({ length: 100 }, (_, i) => `valid${i + 10}@acme.example`)];
const manyPeople = [
  ...POOL.people,
  ...Array.from({ length: 200 }, (_, i) => ({
    firstName: 'Pat',
    lastName: `N${[...String(i)].map(digit => 'abcdefghij'[Number(digit)]).join('')}`,
    domain: 'acme.example',
  })),
];

const manyUrls = [
  ...POOL.urls,
  ...Array.from({ length: 20 }, (_, i) => `https://www.linkedin.com/in/pat-u${i}-example/`),
];

/** The items of a call, in the order of its arguments. */
export function itemsOf(tool: ToolName, args: Arguments): string[] {
  if (tool === 'search_domain_emails') return [listKey(args.domain ?? '', kindOf(args))];
  if (args.people) return args.people.map(personKey);
  if (args.urls) return args.urls.map(url => `url:${slugOf(url)}`);
  if (Array.isArray(args.emails)) return args.emails.map((email: string) => `verify:${email}`);
  if (args.url) return [`url:${slugOf(args.url)}`];
  if (args.email) return [`profile:${args.email}`];
  const { firstName = '', lastName = '', domain = '' } = args;
  return [personKey({ firstName, lastName, domain })];
}

function kindOf({ positions }: Arguments): string {
  return positions?.length ? `people:${[...positions].sort()}` : 'all';
}

/** Everything that a call may have to pay for: a profile's address too. */
export function wantsOf(tool: ToolName, args: Arguments): Set<string> {
  const items = new Set(itemsOf(tool, args));
  if (tool !== 'find_prospects_by_url' || args.emails === false) return items;
  for (const url of args.urls ?? []) {
    const owner = ownerOf(url);
    if (owner) items.add(personKey(owner));
  }
  return items;
}

/** What the answer says of each item; lists of domains tell rows, not items. */
export function toldBy({ tool, args, answer }: CallRecord): Told[] {
  if (!answer || tool === 'search_domain_emails') return [];
  const items = itemsOf(tool, args);
  const rows: readonly ResultRow[] = answer.results ?? [{ status: answer.status ?? '', ...reasonOf(answer) }];
  return rows.flatMap((row, i) => {
    const told: Told[] = [{ item: items[i] ?? '', status: row.status, reason: row.reason }];
    const owner = row.emailStatus && args.urls ? ownerOf(args.urls[i] ?? '') : undefined;
    if (owner && row.emailStatus) told.push(addressTold(owner, row.emailStatus));
    return told;
  });
}

/** A flow of links does not say why an address is missing: the only reason that lasts is doubt. */
function addressTold(owner: Named, status: string): Told {
  return { item: personKey(owner), status, reason: status === 'error' ? 'in_doubt' : undefined };
}

function reasonOf({ reason }: Answer): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** The call that brings the result of what another call has started: raw steps are read by their flows. */
export function reading({ tool, args }: Pick<CallRecord, 'tool' | 'args'>): {
  tool: ToolName;
  args: Arguments;
} {
  const { maxCredits: _, fresh: __, waitSeconds: ___, ...subject } = args;
  if (tool === 'add_emails_to_verification') return { tool: 'verify_emails', args: subject };
  if (tool === 'add_names_to_find_emails') {
    const { firstName = '', lastName = '', domain = '' } = args;
    return { tool: 'find_emails', args: { people: [{ firstName, lastName, domain }] } };
  }
  if (tool === 'add_url_for_search')
    return { tool: 'find_prospects_by_url', args: { urls: [args.url ?? ''], emails: false } };
  return { tool, args: subject };
}
