import { z } from 'zod';
import { SnovioError } from '../../errors.ts';
import { anAddress, maybeId, maybeLink, maybeText, rawText } from '../shapes/fields.ts';
import type { FreeTask } from '../tasks/free-task.ts';
import type { Found, Method } from '../tasks/method.ts';
import { accepted } from '../transport/answer.ts';
import { type DatabasePage, type DatabaseSearch, pageMethod, readPage } from './database-page.ts';
import { type FoundEmail, foundEmails, readableList } from './find.ts';
import { startedTask, type TaskAnswer, taskResult } from './task.ts';

const PATH = '/v2/database-search/prospects';

const V2Company = z
  .object({
    name: maybeText,
    domain: maybeText,
    location: maybeText,
    industry: maybeText,
    size: maybeText,
  })
  .partial()
  // PHP's empty array for somebody without a company.
  .catch({});

const V2Person = z
  .object({
    first_name: maybeText,
    last_name: maybeText,
    job_title: maybeText,
    location: maybeText,
    list_id: maybeId,
    email_and_hidden_info_reveal: rawText,
    company: V2Company,
  })
  .refine(row => row.first_name || row.last_name)
  .transform(({ email_and_hidden_info_reveal: link, ...row }) => ({ ...row, hash: hashIn(link) }));

/** Somebody as the search shows them: last name masked, no address. */
export type DatabasePerson = z.output<typeof V2Person>;

/** The hash that a link to a reveal ends with: 32 hex digits in the sample [C:ref]. The link itself is not followed. */
function hashIn(link: string | undefined): string | undefined {
  return link && /\/([\w-]{8,128})\/?$/.exec(link)?.[1];
}

/** A page of people; free. */
export function peopleSearch({ filters, page }: DatabaseSearch): FreeTask<DatabasePage<DatabasePerson>> {
  return {
    start: { method: 'POST', path: `${PATH}/start`, json: { filters, page } },
    result: task => ({ method: 'GET', path: `${PATH}/result/${encodeURIComponent(task)}` }),
    read: ({ data }) => {
      const found = readPage(data, 'prospects', V2Person, page);
      if (found) return found;
      throw new SnovioError('upstream_malformed');
    },
  };
}

/** The same page through the store, so that a later call finds the people whom an earlier one has shown. Free. */
export const peopleV2 = pageMethod(PATH, 'prospects', V2Person, 0);

/** Somebody revealed; without addresses: Snov.io has none, and nothing was charged. */
export interface RevealedPerson {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly linkedIn?: string | undefined;
  readonly emails: readonly FoundEmail[];
}

const V2Revealed = z.object({
  first_name: maybeText,
  last_name: maybeText,
  linkedin_url: maybeLink,
  emails: readableList(z.object({ email: anAddress, smtp_status: maybeText })),
});

/** Reveals somebody by the hash of their row: 1 credit if there is an address [C:ref]. */
export const revealV2: Method<string, RevealedPerson> = {
  generation: 'v2',
  batch: 1,
  unknownIs404: true,
  start: ([hash = '']) => ({
    request: { method: 'POST', path: `${PATH}/search-emails/start/${encodeURIComponent(hash)}` },
    read: json => startedTask(accepted(json), answer => [revealed(answer)]),
  }),
  poll: (_, task = '') => ({
    request: { method: 'GET', path: `${PATH}/search-emails/result/${encodeURIComponent(task)}` },
    read: json => taskResult(json, 1, answer => [revealed(answer)]),
  }),
};

function revealed({ data }: TaskAnswer): Found<RevealedPerson> {
  const row = V2Revealed.safeParse(data).data;
  const emails = row && foundEmails(row.emails, ({ email, smtp_status: status }) => ({ email, status }));
  if (!row || !emails) return { state: 'unclear' };
  const { first_name: firstName, last_name: lastName, linkedin_url: linkedIn } = row;
  const isMiss = emails.length === 0;
  return {
    state: 'done',
    answer: { firstName, lastName, linkedIn, emails },
    credits: isMiss ? 0 : 1,
    miss: isMiss,
  };
}
