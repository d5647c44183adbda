import { z } from 'zod';
import { anAddress, arrayOf, maybeFlag, maybeText, readable } from '../shapes/fields.ts';
import { normaliseName } from '../shapes/normalise.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { rowsByKey, startedTask, type TaskAnswer, taskResult, wordOf } from './task.ts';
import { mailboxStatus, type Verification } from './verify.ts';

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  /** Bare ASCII domain of the company. */
  readonly domain: string;
}

export interface FoundEmail extends Pick<Verification, 'status' | 'reason'> {
  readonly email: string;
}

/** Addresses of a person; empty: not found. */
export interface PersonEmails {
  readonly emails: readonly FoundEmail[];
}

/** The same person always gives the same key. */
export function personKey({ firstName, lastName, domain }: Person): string {
  return JSON.stringify([normaliseName(firstName), normaliseName(lastName), domain]);
}

function fullName({ firstName, lastName }: Person): string {
  return normaliseName(`${firstName} ${lastName}`);
}

const V2Email = z.object({ email: anAddress, smtp_status: maybeText, unknown_status_reason: maybeText });
/** `result` is an empty array, or PHP's empty object, where nothing was found. */
const V2Row = z.object({ people: z.string(), result: readableList(V2Email) });

/** emails-by-domain-by-name. Its rows name people only, so namesakes never share a start. */
export const findV2: Method<Person, PersonEmails> = {
  generation: 'v2',
  takesWebhook: true,
  batch: 10,
  unknownIs404: true,
  together: (person, other) => fullName(person) !== fullName(other),
  start: people => ({
    request: {
      method: 'POST',
      path: '/v2/emails-by-domain-by-name/start',
      json: { rows: people.map(toRow) },
    },
    read: json => startedTask(accepted(json), answer => v2Rows(answer, people)),
  }),
  poll: (people, task) => ({
    request: { method: 'GET', path: '/v2/emails-by-domain-by-name/result', query: { task_hash: task } },
    read: json => taskResult(json, people.length, answer => v2Rows(answer, people)),
  }),
};

function toRow({ firstName, lastName, domain }: Person) {
  return { first_name: firstName, last_name: lastName, domain };
}

function v2Rows({ data }: TaskAnswer, people: readonly Person[]): Found<PersonEmails>[] {
  const rows = rowsByKey(data, raw => {
    const row = V2Row.safeParse(raw).data;
    return row && ([normaliseName(row.people), row.result] as const);
  });
  return people.map(person => {
    const row = rows.get(fullName(person));
    const emails =
      row &&
      foundEmails(row, ({ email, smtp_status: status, unknown_status_reason: reason }) => ({
        email,
        status,
        reason,
      }));
    if (!emails) return { state: 'unclear' };
    return done(emails, emails.filter(({ status }) => status !== 'not_valid').length);
  });
}

/**
 * The addresses of a row. An address with an undocumented status was paid for like the others, and is shown as `unknown`.
 * Undefined where no status is a documented word: such a row says nothing.
 */
export function foundEmails<R>(
  rows: readonly R[],
  read: (row: R) => { email: string; status: string | undefined; reason?: string | undefined },
): FoundEmail[] | undefined {
  const known = rows.map(row => {
    const { email, status, reason } = read(row);
    return { email, mailbox: mailboxStatus(status, reason) };
  });
  if (rows.length > 0 && known.every(({ mailbox }) => mailbox === undefined)) return undefined;
  return known.map(({ email, mailbox }) => ({ email, ...(mailbox ?? { status: 'unknown' as const }) }));
}

/** The readable rows of a list. A list without a readable row does not fit. */
export function readableList<S extends z.ZodType>(row: S) {
  return arrayOf(z.unknown()).transform((list, context) => {
    const rows = readable(row).parse(list);
    if (list.length > 0 && rows.length === 0) context.addIssue('no row can be read');
    return rows;
  });
}

const V1Email = z.object({ email: anAddress, emailStatus: maybeText });
const V1Data = z.object({ emails: readableList(V1Email) });
const V1Answer = z.object({
  data: z.unknown().optional(),
  status: z.object({ identifier: maybeText }).catch({ identifier: undefined }),
});

/** get-emails-from-names and add-names-to-find-emails: charged per request, found or not. */
export const findV1: Method<Person, PersonEmails> = {
  generation: 'v1',
  batch: 1,
  check: people => readV1(people, 0),
  start: people => ({
    request: { method: 'POST', path: '/v1/add-names-to-find-emails', form: { ...people[0] } },
    read: json => {
      const { sent } = shaped(accepted(json), z.object({ sent: maybeFlag }));
      // `sent` is documented as true; false can only mean that nothing was queued, anything else says nothing.
      if (sent === undefined) return { found: [{ state: 'unclear' }] };
      return { found: [sent ? { state: 'running' } : { state: 'failed', reason: 'refused' }] };
    },
  }),
  poll: people => readV1(people, 1),
  miss: {
    afterSeconds: 30,
    afterRunning: true,
    answer: () => ({ state: 'done', answer: { emails: [] }, credits: 1 }),
  },
};

/** @param credits what an answer costs: 0 where it was known before anything was queued */
export function readV1(people: readonly Person[], credits: number) {
  return {
    request: { method: 'POST', path: '/v1/get-emails-from-names', form: { ...people[0] } },
    read: (json: unknown): Found<PersonEmails>[] => {
      const { data, status } = shaped(accepted(json), V1Answer);
      const identifier = wordOf(status.identifier);
      if (identifier === 'in_progress') return [{ state: 'running' }];
      if (identifier === 'not_found') return [{ state: 'absent' }];
      const rows = identifier === 'complete' ? V1Data.safeParse(data).data?.emails : undefined;
      const emails = rows && foundEmails(rows, ({ email, emailStatus }) => ({ email, status: emailStatus }));
      return [emails ? done(emails, credits) : { state: 'unclear' }];
    },
  } as const;
}

function done(emails: readonly FoundEmail[], credits: number): Found<PersonEmails> {
  const provisional = emails.length > 0 && emails.every(email => email.status === 'greylisted');
  return {
    state: 'done',
    answer: { emails },
    credits,
    provisional,
    miss: emails.length === 0 && credits === 0,
  };
}
