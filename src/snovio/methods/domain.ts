import { z } from 'zod';
import type { Generation } from '../../spending/store.ts';
import {
  anAddress,
  arrayOf,
  dropEmpty,
  maybeFlag,
  maybeLink,
  maybeNumber,
  maybeText,
  rawText,
  readable,
} from '../shapes/fields.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

export type AddressType = 'all' | 'personal' | 'generic';

/** A page of a domain's growing list. Page n is asked for with the cursor that page n−1 brought. */
export interface DomainPage {
  /** A cursor belongs to the API that gave it. */
  readonly generation: Generation;
  readonly domain: string;
  readonly type: AddressType;
  readonly positions: readonly string[];
  /** v1: `lastId`; v2: `next`, or for people the page number. Empty: the first page. */
  readonly cursor: string;
  /** v1 only: how many addresses to ask for, 1 to 100. */
  readonly size: number;
}

export interface DomainEmail {
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly position?: string | undefined;
  readonly type?: 'personal' | 'generic' | undefined;
  readonly verified?: boolean | undefined;
  /** Where it is another one than the list's. */
  readonly company?: string | undefined;
  readonly sourcePage?: string | undefined;
}

/** A person at the domain. The address is a search, and a payment, of its own. */
export interface DomainProspect extends Omit<DomainEmail, 'email'> {
  /** The tail of `search_emails_start`. */
  readonly hash: string;
}

export interface DomainPageAnswer {
  /** The generation that gave the cursor `next`. */
  readonly generation: Generation;
  readonly emails: readonly DomainEmail[];
  readonly prospects?: readonly DomainProspect[] | undefined;
  /** How many rows Snov.io sent, those that could not be read included. */
  readonly rows: number;
  readonly company?: string | undefined;
  readonly webmail?: boolean | undefined;
  readonly total?: number | undefined;
  /** The next page's cursor; undefined: the list ends here. */
  readonly next?: string | undefined;
}

const V1Email = z.object({
  email: anAddress,
  firstName: maybeText,
  lastName: maybeText,
  position: maybeText,
  sourcePage: maybeLink,
  companyName: maybeText,
  type: maybeText,
  status: maybeText,
});

const V1Answer = z.object({
  emails: arrayOf(z.unknown()),
  companyName: maybeText,
  webmail: maybeFlag,
  result: maybeNumber,
  lastId: rawText,
});

/** domain-emails-with-info: answers at once; 1 credit for each ten addresses begun, although it is a GET. */
export const domainV1: Method<DomainPage, DomainPageAnswer> = {
  generation: 'v1',
  batch: 1,
  unknownIs404: true,
  start: ([page]) => {
    // The first page has to be asked for with 0 [A][B].
    const lastId = page?.cursor || '0';
    return {
      request: {
        method: 'GET',
        path: '/v2/domain-emails-with-info',
        query: page && {
          domain: page.domain,
          type: page.type,
          limit: page.size,
          lastId,
          positions: page.positions,
        },
      },
      read: json => {
        const raw = shaped(accepted(json), V1Answer);
        const emails = readable(V1Email)
          .parse(raw.emails)
          .map(row => v1Email(row, raw.companyName, page?.type));
        const rows = raw.emails.length;
        const answer = {
          generation: 'v1' as const,
          emails,
          rows,
          company: raw.companyName,
          webmail: raw.webmail,
          total: raw.result,
          next: raw.webmail === true || rows === 0 || raw.lastId === lastId ? undefined : raw.lastId,
        };
        return { found: [{ state: 'done', answer, credits: Math.ceil(rows / 10), miss: rows === 0 }] };
      },
    };
  },
};

/**
 * `type` here says `prospect`, where the address's owner is known, or `email` [A][B]: only without a filter for the
 * argument's `personal` or `generic` does it tell more.
 */
function v1Email(
  { status, type, companyName, ...row }: z.output<typeof V1Email>,
  company: string | undefined,
  filter: AddressType = 'all',
): DomainEmail {
  const owned = type?.toLowerCase() === 'prospect' ? 'personal' : undefined;
  return dropEmpty({
    ...row,
    type: filter === 'all' ? owned : filter,
    verified: status === undefined ? undefined : /^verified$/i.test(status),
    company: companyName === company ? undefined : companyName,
  });
}

const V2 = 'v2' as const;

const V2Meta = z.object({ next: rawText, total_count: maybeNumber, page: maybeNumber }).catch(() => V2Meta0);
const V2Meta0 = { next: undefined, total_count: undefined, page: undefined };
const V2Links = z.object({ next: rawText }).catch({ next: undefined });

/** domain-emails, or generic-contacts for role addresses: 50 a page; the addresses are not verified. */
export const domainV2: Method<DomainPage, DomainPageAnswer> = {
  generation: 'v2',
  batch: 1,
  unknownIs404: true,
  start: ([page]) => ({
    request: {
      method: 'POST',
      path: `/v2/domain-search/${family(page)}/start`,
      query: { domain: page?.domain, next: page?.cursor || undefined },
    },
    read: json => startedTask(accepted(json), answer => [v2Page(answer, page)]),
  }),
  poll: ([page], task = '') => ({
    request: { method: 'GET', path: `/v2/domain-search/${family(page)}/result/${encodeURIComponent(task)}` },
    read: json => taskResult(json, 1, answer => [v2Page(answer, page)]),
  }),
};

function family(page: DomainPage | undefined): string {
  return page?.type === 'generic' ? 'generic-contacts' : 'domain-emails';
}

function v2Page({ data, meta, links }: TaskAnswer, page: DomainPage | undefined): Found<DomainPageAnswer> {
  const raw = arrayOf(z.unknown()).safeParse(data).data;
  const emails = readable(z.object({ email: anAddress }))
    .parse(raw)
    .map(({ email }) => v2Email(email, page));
  if (!raw || (raw.length > 0 && emails.length === 0)) return { state: 'unclear' };
  const { next, total_count: total } = V2Meta.parse(meta);
  const answer = {
    generation: V2,
    emails,
    rows: raw.length,
    total,
    next: next ?? cursorIn(V2Links.parse(links).next),
  };
  return { state: 'done', answer, credits: raw.length > 0 ? 1 : 0, miss: raw.length === 0 };
}

/** The cursor in the link to the next page [C:ref]. */
function cursorIn(link: string | undefined): string | undefined {
  return (link && URL.parse(link)?.searchParams.get('next')) || undefined;
}

/** Addresses of a function, not of a person. v2 does not say which these are. */
const ROLE =
  /^(admin|billing|careers|contact|hello|help|hr|info|jobs|mail|marketing|news|no-?reply|office|orders|press|privacy|sales|security|service|support|team|webmaster)@/i;

/** v2 has no filter for personal addresses: all that was paid for is shown, with the type that its name suggests. */
function v2Email(email: string, page: DomainPage | undefined): DomainEmail {
  if (page?.type === 'generic') return { email, type: 'generic' };
  return page?.type === 'personal' ? { email, type: ROLE.test(email) ? 'generic' : 'personal' } : { email };
}

const V2Prospect = z.object({
  first_name: maybeText,
  last_name: maybeText,
  position: maybeText,
  source_page: maybeLink,
  search_emails_start: rawText,
});

/** People of a domain by position: 20 a page, without addresses. */
export const domainPeopleV2: Method<DomainPage, DomainPageAnswer> = {
  generation: 'v2',
  batch: 1,
  unknownIs404: true,
  start: ([page]) => ({
    request: {
      method: 'POST',
      path: '/v2/domain-search/prospects/start',
      query: { domain: page?.domain, positions: page?.positions, page: page?.cursor || '1' },
    },
    read: json => startedTask(accepted(json), answer => [peoplePage(answer, page)]),
  }),
  poll: ([page], task = '') => ({
    request: { method: 'GET', path: `/v2/domain-search/prospects/result/${encodeURIComponent(task)}` },
    read: json => taskResult(json, 1, answer => [peoplePage(answer, page)]),
  }),
};

function peoplePage(
  { data, meta, links }: TaskAnswer,
  page: DomainPage | undefined,
): Found<DomainPageAnswer> {
  const raw = arrayOf(z.unknown()).safeParse(data).data;
  const prospects = readable(V2Prospect)
    .parse(raw)
    .flatMap(row => {
      const hash = row.search_emails_start?.split('/').at(-1);
      const { first_name: firstName, last_name: lastName, position, source_page: sourcePage } = row;
      return hash ? [dropEmpty({ hash, firstName, lastName, position, sourcePage })] : [];
    });
  if (!raw || (raw.length > 0 && prospects.length === 0)) return { state: 'unclear' };
  const more = V2Links.parse(links).next !== undefined && raw.length > 0;
  const next = more ? String(Number(page?.cursor || '1') + 1) : undefined;
  const total = V2Meta.parse(meta).total_count;
  const answer = { generation: V2, emails: [], prospects, rows: raw.length, total, next };
  return { state: 'done', answer, credits: raw.length > 0 ? 1 : 0, miss: raw.length === 0 };
}

const V2ProspectEmails = z.object({
  emails: arrayOf(z.object({ email: anAddress, smtp_status: maybeText })),
});

/** The address of such a person, by the hash of the row. Charged when an address is found. */
export const domainPersonV2: Method<string, DomainPageAnswer> = {
  generation: 'v2',
  batch: 1,
  unknownIs404: true,
  start: ([hash = '']) => ({
    request: {
      method: 'POST',
      path: `/v2/domain-search/prospects/search-emails/start/${encodeURIComponent(hash)}`,
    },
    read: json => startedTask(accepted(json), answer => [personEmails(answer)]),
  }),
  poll: (_, task = '') => ({
    request: {
      method: 'GET',
      path: `/v2/domain-search/prospects/search-emails/result/${encodeURIComponent(task)}`,
    },
    read: json => taskResult(json, 1, answer => [personEmails(answer)]),
  }),
};

function personEmails({ data }: TaskAnswer): Found<DomainPageAnswer> {
  const rows = V2ProspectEmails.safeParse(data).data?.emails;
  if (!rows) return { state: 'unclear' };
  const emails = rows.map(({ email, smtp_status }) => ({
    email,
    verified: smtp_status?.toLowerCase() === 'valid',
  }));
  const answer = { generation: V2, emails, rows: emails.length };
  return { state: 'done', answer, credits: emails.length > 0 ? 1 : 0, miss: emails.length === 0 };
}
