import { z } from 'zod';
import { maybeFlag, maybeText, readable } from '../shapes/fields.ts';
import { normaliseName } from '../shapes/normalise.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted, shaped } from '../transport/answer.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';
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

/** Addresses of a person; none: not found. */
export interface PersonEmails {
  readonly emails: readonly FoundEmail[];
}

/** The same person always gives the same key. */
export function personKey({ firstName, lastName, domain }: Person): string {
  return `${normaliseName(firstName)}|${normaliseName(lastName)}|${domain}`;
}

function fullName({ firstName, lastName }: Person): string {
  return normaliseName(`${firstName} ${lastName}`);
}

const V2Email = z.object({ email: z.string(), smtp_status: maybeText, unknown_status_reason: maybeText });
const V2Rows = readable(z.object({ people: z.string(), result: readable(V2Email) }));

/** emails-by-domain-by-name. Its rows name people only, so namesakes never share a start. */
export const findV2: Method<Person, PersonEmails> = {
  generation: 'v2',
  batch: 10,
  together: (one, other) => fullName(one) !== fullName(other),
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
  const rows = new Map(V2Rows.parse(data).map(row => [normaliseName(row.people), row.result]));
  // A person without a row was not found: one client saw rows missing [C:code], and nothing found costs nothing.
  return people.map(person => {
    const emails = (rows.get(fullName(person)) ?? []).map(row => {
      return { email: row.email, ...mailboxStatus(row.smtp_status, row.unknown_status_reason) };
    });
    return done(emails, emails.filter(one => one.status !== 'not_valid').length);
  });
}

const V1Answer = z.object({
  data: z
    .object({ emails: readable(z.object({ email: z.string(), emailStatus: maybeText })) })
    .catch({ emails: [] }),
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
      return sent === false ? { found: [{ state: 'failed', reason: 'refused' }] } : {};
    },
  }),
  poll: people => readV1(people, 1),
  miss: {
    afterSeconds: 30,
    afterRunning: true,
    answer: () => ({ state: 'done', answer: { emails: [] }, credits: 1 }),
  },
};

/** @param credits what an answer costs: nothing for one that was known before anything was queued */
export function readV1(people: readonly Person[], credits: number) {
  return {
    request: { method: 'POST', path: '/v1/get-emails-from-names', form: { ...people[0] } },
    read: (json: unknown): Found<PersonEmails>[] => {
      const { data, status } = shaped(accepted(json), V1Answer);
      const identifier = status.identifier?.toLowerCase().replace(/\s+/g, '_');
      if (identifier === 'in_progress') return [{ state: 'running' }];
      if (identifier !== 'complete') return [{ state: 'absent' }];
      const emails = data.emails.map(row => ({
        email: row.email,
        ...mailboxStatus(row.emailStatus, undefined),
      }));
      return [done(emails, credits)];
    },
  } as const;
}

function done(emails: readonly FoundEmail[], credits: number): Found<PersonEmails> {
  const provisional = emails.length > 0 && emails.every(one => one.status === 'greylisted');
  return {
    state: 'done',
    answer: { emails },
    credits,
    provisional,
    miss: emails.length === 0 && credits === 0,
  };
}
